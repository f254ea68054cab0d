"""Invented people's names, plausible for a county in Henan; any likeness is chance."""

from app.simulator.demo.dice import Dice

_SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈杨杨赵赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶"
    "程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严符别庞封杏"
)
_OLDER_MEN = "建国 建军 国强 志强 国庆 新民 保国 金山 德福 长海 有才 天顺 书林 文举 光明 铁成 振华 清和 玉林 喜来 中原 全喜 定国 明山"
_OLDER_WOMEN = "秀英 桂兰 玉梅 春花 凤英 秀兰 爱莲 翠平 金枝 玉珍 桂芝 淑芳 改名 巧云 荣花 喜梅 建荣 彩霞 雪芹 香玲 转运 银环"
_YOUNGER_MEN = "伟 磊 鹏飞 晓东 海涛 志远 俊峰 浩 鑫 帅 建伟 永刚 文博 子豪 一鸣 少华 凯 向阳 龙飞 明哲 宏伟 亚辉 江涛 振宇"
_YOUNGER_WOMEN = "静 敏 丽娜 晓燕 婷婷 艳丽 慧 雪梅 梦瑶 佳 冰洁 春燕 海霞 亚楠 欣怡 雅文 红梅 小雨 莹 倩 玉洁 晓丽 蕊 方方"
_GIVEN = tuple(
    given for group in (_OLDER_MEN, _OLDER_WOMEN, _YOUNGER_MEN, _YOUNGER_WOMEN) for given in group.split()
)


def a_name(dice: Dice) -> str:
    return dice.pick(_SURNAMES) + dice.pick(_GIVEN)
