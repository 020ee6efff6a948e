"""The key figures of DOMAIN 8 that a simulated week yields, each with its formula; docs/kpis.md tells them all."""

from collections.abc import Mapping

from ...models.kpi import Better, Group, Kpi
from ...models.text import Text

MIN = Text("分钟", "min")
PERCENT = Text("%", "%")
HOURS = Text("小时", "h")
COUNT = Text("次", "")
HOPS = Text("级", "")
INDEX = Text("", "")
ORDER, P, R, F = Group.ORDER, Group.PREVENTION, Group.RESPONSE, Group.FORCE
LOWER, HIGHER, NEITHER = Better.LOWER, Better.HIGHER, Better.NEITHER

_ROWS: tuple[tuple[str, Group, str, str, Text, Better, str], ...] = (
    ("peak_post_cover", ORDER, "高峰岗点覆盖率", "peak posts manned", PERCENT, HIGHER,
     "Σ pr·min(1, crew-minutes at the post / (need · minutes)) / Σ pr, over posts and FIXED bands with need"),
    ("peak_lost_plan_min", ORDER, "高峰脱岗分钟 (计划缺口)", "peak post minutes lost: gaps of the plan", MIN, LOWER,
     "Σ minutes · max(0, need - crews on the roster), over posts and FIXED bands"),
    ("peak_lost_calls_min", ORDER, "高峰脱岗分钟 (派警)", "peak post minutes lost: sent to calls", MIN, LOWER,
     "Σ minutes of FIXED legs between an order (DISPATCHED) and the return (BACK)"),
    ("line_done", ORDER, "巡线完成率", "patrol done", PERCENT, HIGHER,
     "minutes ridden / minutes of LINE and MOBILE legs; at an even pace that is km driven / km planned"),
    ("patrol_freq", ORDER, "巡逻频次", "patrol frequency", Text("次/小时", "passes/h"), HIGHER,
     "v · n_free / L: 20 km/h, mean number of crews that ride, km of main streets (PCAM)"),
    ("street_passes", ORDER, "街道巡经次数", "passes of a street on a line", Text("次/小时", "passes/h"), HIGHER,
     "Σ length · passes / Σ length · hours, over streets of planned lines and the bands in which they want a crew"),
    ("max_gap_min", ORDER, "最大空窗", "longest gap between passes", MIN, LOWER,
     "max over streets and bands of planned lines of the time between passes by any crew, ends of the band included"),
    ("p90_gap_min", ORDER, "空窗 p90", "gap between passes, p90", MIN, LOWER,
     "90th percentile over streets and bands of the longest time between passes"),
    ("unpatrolled_km", ORDER, "未巡里程", "km never passed", Text("公里", "km"), LOWER,
     "Σ length of streets of planned lines, and of those left out of them, that nobody riding a line passes all week"),
    ("video_cover_km", ORDER, "视频覆盖里程", "km of highway watched by video", Text("公里", "km"), HIGHER,
     "Σ km · minutes watched / minutes of a working day, over stretches and bands of the deployment (DOMAIN 5.7)"),
    ("video_revisit_min", ORDER, "视频轮巡周期", "time between two looks", MIN, LOWER,
     "Σ km · minutes watched / Σ km · looks, over the stretches that video covers"),
    ("highway_passes", ORDER, "公路巡查趟次", "passes of highways left to patrols, a day", COUNT, NEITHER,
     "Σ passes of the deployment beside video, over stretches and bands of a working day"),
    ("hotspot_stops", P, "热点驻停", "stops at a hot spot in 2 h", COUNT, HIGHER,
     "Σ stops made / Σ hot spots · hours / 2, over planned lines and the bands in which they want a crew"),
    ("calls", R, "警情数", "calls", COUNT, NEITHER, "calls received after the warm-up and before the cool-down"),
    ("t_handle_mean", R, "处警时间 (均值)", "call to arrival, mean", MIN, LOWER,
     "mean of t_arr - t_call; a call that nobody reached counts with the time it has waited at the end"),
    ("t_handle_p50", R, "处警时间 (中位)", "call to arrival, p50", MIN, LOWER, "median of t_arr - t_call"),
    ("t_handle_p90", R, "处警时间 p90", "call to arrival, p90", MIN, LOWER, "90th percentile of t_arr - t_call"),
    ("t_dispatch", R, "派警时长", "call to order", MIN, LOWER, "mean of t_disp - t_call (first order)"),
    ("t_dispatch_p90", R, "派警时长 p90", "call to order, p90", MIN, LOWER, "90th percentile of t_disp - t_call"),
    ("t_ack", R, "签收时长", "order to acknowledgement", MIN, LOWER, "mean of t_ack - t_disp of the first crew there"),
    ("t_ack_p90", R, "签收时长 p90", "order to acknowledgement, p90", MIN, LOWER, "90th percentile of t_ack - t_disp"),
    ("t_travel", R, "到场时长", "order to arrival", MIN, LOWER, "mean of t_arr - t_disp of the first crew there"),
    ("t_travel_p90", R, "到场时长 p90", "order to arrival, p90", MIN, LOWER, "90th percentile of t_arr - t_disp"),
    ("t_scene", R, "处置时长", "arrival to clearing", MIN, LOWER, "mean of t_clr - t_arr"),
    ("t_scene_p90", R, "处置时长 p90", "arrival to clearing, p90", MIN, LOWER, "90th percentile of t_clr - t_arr"),
    ("share_in_target", R, "按时到场率", "arrivals in time", PERCENT, HIGHER,
     "#(t_handle <= T_class) / #calls; 10 min in town, 15 on expressways, 30 on highways"),
    ("cover_T", R, "覆盖率", "a crew within T", PERCENT, HIGHER,
     "share of calls whose best crew is there within 10 min of the order (calls sample the demand)"),
    ("backup_cover_T", R, "双重覆盖率", "a second crew within T", PERCENT, HIGHER,
     "share of calls to which a further crew could come within 10 min of the order"),
    ("mean_hops", R, "指挥环节数", "hops of an order", HOPS, LOWER, "mean number of relays from centre to crew"),
    ("one_step_share", R, "一步到位率", "one-step orders", PERCENT, HIGHER, "share of orders with one hop"),
    ("nearest_regret", R, "就近偏差", "later than the nearest free crew", MIN, LOWER,
     "mean(ETA_sent - ETA of the nearest free crew, whether it may be sent or not)"),
    ("p_wait", R, "待派率", "calls that wait for a crew", PERCENT, LOWER,
     "share of calls for which nobody could be sent at once"),
    ("queue_time", R, "待派时间", "wait for a crew", MIN, LOWER, "mean of t_disp - t_classified over all calls"),
    ("unserved", R, "未到场警情", "calls nobody reached", COUNT, LOWER, "calls without an arrival at the end"),
    ("cross_brigade", R, "跨区支援次数", "orders to other brigades' crews", COUNT, NEITHER,
     "orders to a crew of another brigade than the one that owns the call"),
    ("cross_brigade_min", R, "跨区支援分钟", "minutes in other brigades", MIN, NEITHER,
     "Σ minutes from such orders to the clearing"),
    ("reassigned", R, "改派次数", "crews called off", COUNT, LOWER, "orders taken back for a more urgent call"),
    ("remote_closed", R, "远程快处数", "closed remotely", COUNT, NEITHER, "calls closed without a crew"),
    ("util", F, "忙碌率", "busy share", PERCENT, LOWER, "crew-minutes from order to clearing / crew-minutes on duty"),
    ("util_high", F, "过忙警组占比", "crews busy above 60 %", PERCENT, LOWER,
     "share of crews whose own busy share is above 60 % (PAM)"),
    ("overtime_h", F, "加班", "overtime", HOURS, LOWER, "Σ persons · hours at work after the end of a duty"),
    ("overtime_plan_h", F, "编排超时", "planned hours above the regular week", HOURS, LOWER,
     "Σ hours of police above the regular week, as R18 finds them"),
    ("comp_rest_due", F, "应补休", "compensatory rest due", HOURS, LOWER, "Σ hours, as R18 finds them"),
    ("police_hours", F, "民警工时", "police hours", HOURS, NEITHER, "Σ paid hours of police on outdoor duties"),
    ("aux_hours", F, "辅警工时", "auxiliary hours", HOURS, NEITHER, "Σ paid hours of auxiliaries on outdoor duties"),
    ("fair_hours", F, "公平度 (工时)", "fairness of hours", INDEX, HIGHER, "Jain: (Σx)² / (n Σx²), paid hours"),
    ("fair_nights", F, "公平度 (夜班)", "fairness of nights", INDEX, HIGHER, "Jain over night duties, 28 days rolling"),
    ("fair_weekends", F, "公平度 (周末)", "fairness of weekends", INDEX, HIGHER,
     "Jain over duties on rest days, 28 days rolling"),
    ("fatigue_mean", F, "疲劳指数", "fatigue index, mean", INDEX, LOWER,
     "mean over duties of max(0,L-8) + night h + 2 max(0,11-rest) + 2 max(0,days in a row-5) + 3 max(0,nights-2)"),
    ("fatigue_high", F, "疲劳指数 > 12 占比", "duties with fatigue above 12", PERCENT, LOWER,
     "share of duties whose index is above 12"),
    ("stand_over_min", F, "超时站岗", "minutes at posts beyond R24", MIN, LOWER,
     "30 · half hours beyond the limit, as R24 finds them"),
    ("pattern_share", F, "编组构成", "crews of this make-up", PERCENT, NEITHER, "crews of a pattern / crews"),
    ("rule_breaks", F, "违规", "breaches of hard rules", COUNT, LOWER,
     "findings of the checker that are ERROR, in all and by rule"),
    ("gaps", F, "缺口", "missing crews", COUNT, LOWER, "Σ missing crews over bands"),
    ("waivers", F, "豁免", "waivers", COUNT, NEITHER, "waivers in the policy"),
)  # fmt: skip

KPIS: tuple[Kpi, ...] = tuple(
    Kpi(
        code=code,
        group=group,
        name=Text(zh, en),
        unit=unit,
        formula=formula,
        better=better,
        share=unit is PERCENT,
        decimals=3 if unit is INDEX else 1,
    )
    for code, group, zh, en, unit, better, formula in _ROWS
)
KPI_BY_CODE: Mapping[str, Kpi] = {kpi.code: kpi for kpi in KPIS}
