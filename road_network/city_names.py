"""Street names of a drawn city: made from auspicious characters, without end and without repeats."""

from collections.abc import Iterator

import numpy as np

MAIN_STEMS = (
    "迎宾", "人民", "建设", "解放", "汾河", "文昌", "新华", "府前", "锦绣", "龙湖",
    "中兴", "定阳", "顺城", "蕴华", "广安", "体育", "工业", "学府", "永康", "安宁",
    "新建", "桥东", "康宁", "太行", "凤鸣", "玉湖", "民生", "榆林", "东风", "光明",
)  # fmt: skip
_FIRST = (
    "永安和兴福德明华文景春秋金玉龙凤云松柏梅兰竹青翠紫丹长泰吉祥瑞庆宏远清源汇泽润嘉惠仁义礼智信忠孝荣昌盛平康宁乐"
)
_SECOND = "安宁和平康乐兴旺隆盛昌达通顺祥瑞源泉河桥山林园苑塘湾门楼台阁庄村坊巷口岭坡沟泽湖园畔景秀华阳光明辉新城"
_DIGITS = "零一二三四五六七八九"


def stems(rng: np.random.Generator) -> Iterator[str]:
    """Yield stems that never repeat, first the main ones, then pairs of characters, then numbered pairs."""
    yield from MAIN_STEMS
    pairs = sorted({a + b for a in _FIRST for b in _SECOND if a != b} - set(MAIN_STEMS))
    pairs = [pairs[i] for i in rng.permutation(len(pairs))]
    yield from pairs
    serial = 1
    while True:
        yield from (pair + chinese(serial) for pair in pairs)
        serial += 1


def chinese(number: int) -> str:
    """
    Write 1 to 999 in Chinese.

    >>> chinese(7), chinese(10), chinese(42), chinese(107), chinese(110)
    ('七', '十', '四十二', '一百零七', '一百一十')
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        head += "十" if number < 20 else _DIGITS[tens] + "十"
    elif hundreds and ones:
        head += "零"
    return head + (_DIGITS[ones] if ones else "")
