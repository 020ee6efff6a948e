"""The words of the HTML report, by the key under which its script asks for them."""

from ..models.text import Lang, Text

_WORDS = {
    "title": Text("周勤务方案报告", "Weekly duty plan"),
    "summary": Text("概要", "Summary"),
    "parts": Text("代价构成", "Parts of the objective"),
    "grid": Text("警力安排", "Roster"),
    "cover": Text("岗位保障", "Cover"),
    "hours": Text("工时与夜班", "Hours and nights"),
    "map": Text("岗点分布", "Map"),
    "gaps": Text("缺口", "Gaps"),
    "findings": Text("检查结果", "Findings"),
    "waivers": Text("豁免", "Waivers"),
    "notices": Text("输入数据提示", "Notices on the input"),
    "unit": Text("单位", "Unit"),
    "all": Text("全部单位", "all units"),
    "search": Text("姓名、警号、岗位", "name, number, place"),
    "none": Text("无", "none"),
    "number": Text("警号", "No."),
    "name": Text("姓名", "Name"),
    "role": Text("职务", "Role"),
    "duties": Text("班数", "Duties"),
    "hour": Text("工时", "Hours"),
    "nights": Text("夜班", "Nights"),
    "nights28": Text("近28天夜班", "Nights 28 d"),
    "off": Text("休", "off"),
    "away": Text("假", "leave"),
    "lead": Text("★ 带班", "★ lead"),
    "police": Text("民警", "police"),
    "aux": Text("辅警", "auxiliary"),
    "place": Text("岗位", "Place"),
    "band": Text("时段", "Band"),
    "date": Text("日期", "Date"),
    "missing": Text("缺", "Missing"),
    "needed": Text("需要", "Needed"),
    "present": Text("在岗", "Present"),
    "priority": Text("优先级", "Priority"),
    "severity": Text("级别", "Severity"),
    "rule": Text("规则", "Rule"),
    "ruleName": Text("名称", "Name"),
    "where": Text("位置", "Where"),
    "what": Text("问题与依据", "Finding and article"),
    "advice": Text("建议", "Advice"),
    "cost": Text("代价", "Cost"),
    "met": Text("满足", "met"),
    "partly": Text("部分缺", "partly missing"),
    "empty": Text("全缺", "nobody there"),
    "extra": Text("超出需要", "more than needed"),
    "coverHelp": Text(
        "每格为一个时段, 列头为开始的钟点; −1 为缺一组, +1 为多一组, 绿色为正好, 空白为不需要。",
        "One cell a band, headed by its first hour; −1 lacks a crew, +1 has one more, green is as needed, "
        "blank needs nobody.",
    ),
    "hoursHelp": Text(
        "每人一根柱, 由多到少; 上为本周工时, 下为近28天夜班。鼠标移上去看姓名。",
        "One bar a person, most first; above the week's hours, below nights in 28 days. Point at a bar for the name.",
    ),
    "mean": Text("平均", "mean"),
    "mapHelp": Text(
        "圆点为全周满足的岗点, 菱形为有缺口的岗点; 大小随优先级。",
        "Circles are posts fully covered all week, diamonds have gaps; size follows priority.",
    ),
    "noMap": Text("岗点没有坐标", "the places carry no coordinates"),
    "noRoads": Text("未提供路网, 只画岗点", "no road network given: posts only"),
    "more": Text("显示全部", "show all"),
    "script": Text("本页需要启用脚本 (JavaScript); 不需要网络。", "This page needs scripts, but no network."),
    "offline": Text(
        "本页自成一体, 可离线打开和打印。", "This page is complete in itself: it opens and prints offline."
    ),
    "people": Text("人", "people"),
    "km": Text("公里", "km"),
}


def words(lang: Lang) -> dict[str, str]:
    """Return every word in one language."""
    return {key: text.in_(lang) for key, text in _WORDS.items()}
