"""Invented names, numbers, radios and telephones: no person, radio or telephone of these exists."""

from random import Random

from ..models.officer import Gender

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
MALE = "伟强磊洋勇军杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建国志文海东晓峰立新振兴永亮成广晨瑞泽"
FEMALE = "芳娜敏静丽艳娟霞秀英慧巧美雅婷玉萍红玲燕倩雪琳洁莹颖佳欣怡梦瑶璐晶菲丹蕾薇梅兰"


def chance(seed: int, what: str) -> Random:
    """Return a stream of chance of its own for each purpose, so that one does not stir the others."""
    return Random(f"{seed}/{what}")  # noqa: S311


def person_name(rng: Random, gender: Gender) -> str:
    """Return an invented name of two or three characters."""
    given = FEMALE if gender is Gender.FEMALE else MALE
    return rng.choice(SURNAMES) + "".join(rng.sample(given, rng.choice((1, 2, 2, 2))))


def police_number(region: str, brigade: str, serial: int) -> str:
    """
    Return a police number: eight characters, the brigade's letter inside if the force has several.

    >>> police_number("1407", "", 1), police_number("1407", "A", 23)
    ('14070001', '1407A023')
    """
    return f"{region}{serial:04d}" if not brigade else f"{region}{brigade}{serial:03d}"


def telephone(serial: int) -> str:
    """
    Return a number that no telephone has: mobile numbers do not begin with 100.

    >>> telephone(7)
    '10000000007'
    """
    return f"100{serial:08d}"


def radio(brigade: str, serial: int) -> str:
    """Return the id of a radio of the force's own."""
    return f"R{brigade or '0'}{serial:03d}"
