"""What people type to the bot, and the act it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat_acts import (
    Act,
    Add,
    Anonymous,
    Answer,
    Bind,
    ChangeGrid,
    Deed,
    Digest,
    Erase,
    Explain,
    Help,
    Incomplete,
    NewMatter,
    Plain,
    Points,
    Progress,
    Rate,
    RateReply,
    Receive,
    ReportUp,
    Sign,
    Solve,
    SolvedAnswer,
    Statistics,
    Suggest,
    Summary,
    Todo,
    Visit,
    WhoIsMyDeputy,
    Withdraw,
)
from handlers.grammar import parse
from models.issue import Satisfaction
from models.reply import Solved

CONTRACT: list[tuple[str, Act]] = [
    ("帮助", Help()),
    ("绑定 AB12CD34", Bind("AB12CD34")),
    ("新", NewMatter("")),
    ("新 村口的桥裂了", NewMatter("村口的桥裂了")),
    ("进度", Progress(None)),
    ("进度 1023", Progress(1023)),
    ("补充 1023 今天又停水了", Add(1023, "今天又停水了")),
    ("撤回 1023", Withdraw(1023)),
    ("匿名", Anonymous(on=True)),
    ("评价 1023 满意", Rate(1023, Satisfaction.SATISFIED, "")),
    ("评价 1023 基本满意 慢了点", Rate(1023, Satisfaction.FAIR, "慢了点")),
    ("评价 1023 不满意", Rate(1023, Satisfaction.UNSATISFIED, "")),
    ("解决 1023 是", SolvedAnswer(1023, Solved.YES)),
    ("解决 1023 部分", SolvedAnswer(1023, Solved.PARTLY)),
    ("解决 1023 否", SolvedAnswer(1023, Solved.NO)),
    ("代表", WhoIsMyDeputy()),
    ("删除我的信息", Erase(sure=False)),
    ("确认删除。", Erase(sure=True)),
    ("删除我的信息有什么用", Plain("删除我的信息有什么用")),
    ("换网格", ChangeGrid()),
    ("待办", Todo()),
    ("收到 1023", Receive((1023,))),
    ("答复 1023 已联系供电所。", Answer(1023, "已联系供电所。")),
    ("解决 1023 换了新灯泡", Solve(1023, "换了新灯泡")),
    ("上报 1023 要镇里出面", ReportUp(1023, "要镇里出面")),
    ("建议 1023 修一座新桥", Suggest((1023,), "修一座新桥")),
    ("建议 1023,1024 修一座新桥", Suggest((1023, 1024), "修一座新桥")),
    ("建议1001修路吧", Suggest((1001,), "修路吧")),
    ("建议1001、1002修一条路", Suggest((1001, 1002), "修一条路")),
    ("附议 12", Sign(12, yes=True)),
    ("同意附议12。谢谢", Sign(12, yes=True)),
    ("不附议 １２", Sign(12, yes=False)),
    ("附议 12 号建议说得对", Plain("附议 12 号建议说得对")),
    ("走访 三组五户", Visit("三组五户")),
    ("宣讲 医保新政策", Explain("医保新政策")),
    ("实事 帮村里修好水井", Deed("帮村里修好水井")),
    ("小结", Summary("")),
    ("小结 本季度跑了八趟", Summary("本季度跑了八趟")),
    ("积分", Points()),
    ("摘要", Digest()),
    ("统计", Statistics()),
]

VARIANTS: list[tuple[str, Act]] = [
    ("help", Help()),
    ("Ｈｅｌｐ", Help()),
    ("？", Help()),
    ("幫助！", Help()),
    ("绑定　ａｂ１２－ｃｄ３４", Bind("AB12-CD34")),
    ("绑定：abcd 2345", Bind("ABCD2345")),
    ("新：桥裂了", NewMatter("桥裂了")),
    ("新问题", NewMatter("")),
    ("進度 １０２３", Progress(1023)),
    ("进度№1023", Progress(1023)),
    ("进度 #1023", Progress(1023)),
    ("进度编号1023", Progress(1023)),
    ("进度第1023号", Progress(1023)),
    ("1023 进度", Progress(1023)),
    ("查询 1023", Progress(1023)),
    ("进度怎么样了？", Progress(None)),
    ("補充１０２３：灯又灭了", Add(1023, "灯又灭了")),
    ("补充：昨天也停了", Add(None, "昨天也停了")),
    ("补充：2020年就说过", Add(None, "2020年就说过")),
    ("补充 1023 路灯还不亮", Add(1023, "路灯还不亮")),
    ("撤回", Withdraw(None)),
    ("1023撤回", Withdraw(1023)),
    ("撤回 1023 已经修好了", Withdraw(1023, "已经修好了")),
    ("取消匿名", Anonymous(on=False)),
    ("实名", Anonymous(on=False)),
    (
        "评价 1023 态度满意 结果不满意 路还没修",
        RateReply(1023, Satisfaction.SATISFIED, Satisfaction.UNSATISFIED, "路还没修"),
    ),
    (
        "评价1023结果：基本满意，态度：满意",
        RateReply(1023, Satisfaction.SATISFIED, Satisfaction.FAIR, ""),
    ),
    (
        "评价 办理态度很满意，办理结果一般",
        RateReply(None, Satisfaction.SATISFIED, Satisfaction.FAIR, ""),
    ),
    ("评价1023满意", Rate(1023, Satisfaction.SATISFIED, "")),
    ("评价 满意 1023", Rate(1023, Satisfaction.SATISFIED, "")),
    ("评价1023不满意路还是坏的", Rate(1023, Satisfaction.UNSATISFIED, "路还是坏的")),
    ("不满意", Rate(None, Satisfaction.UNSATISFIED, "")),
    ("非常满意！", Rate(None, Satisfaction.SATISFIED, "")),
    ("不太满意，还在漏", Rate(None, Satisfaction.UNSATISFIED, "还在漏")),
    ("1023 基本滿意", Rate(1023, Satisfaction.FAIR, "")),
    ("解决了", SolvedAnswer(None, Solved.YES)),
    ("没解决，还在漏", SolvedAnswer(None, Solved.NO, "还在漏")),
    ("1023部分解决", SolvedAnswer(1023, Solved.PARTLY)),
    ("解决 1023 否 还在漏", SolvedAnswer(1023, Solved.NO, "还在漏")),
    ("我的代表是谁？", WhoIsMyDeputy()),
    ("代办", Todo()),
    ("收到", Receive(())),
    ("收到。", Receive(())),
    ("收到，谢谢", Receive(())),
    ("收到1023", Receive((1023,))),
    (" 收到　１０２３ ", Receive((1023,))),
    ("1023收到", Receive((1023,))),
    ("已收到1023", Receive((1023,))),
    ("确认 1023", Receive((1023,))),
    ("收到 1023、1024", Receive((1023, 1024))),
    ("收到1023 1024和1025，1023", Receive((1023, 1024, 1025))),
    ("收到1023[强]👌", Receive((1023,))),
    ("“收到 1023”", Receive((1023,))),
    ("\u200b收到\u200b 1023", Receive((1023,))),
    ("收到1023，我下午去看", Receive((1023,), "我下午去看")),
    ("答复1023已修好", Answer(1023, "已修好")),
    ("补充：1、没水 2、没电", Add(None, "1、没水 2、没电")),
    ("补充 2 点意见", Add(None, "2 点意见")),
    ("部分", SolvedAnswer(None, Solved.PARTLY)),
    ("走访：张庄", Visit("张庄")),
]

ORDINARY = [
    "新修的路又坏了",
    "新、旧两条路都坏了",
    "匿名举报有人偷排污水",
    "代表们你们好，我要反映",
    "进度太慢了这个工程",
    "帮助一下我们村吧路灯坏了",
    "待办证件一直不给办",
    "收到通知说要拆迁",
    "收到 2000 块罚款单",
    "收到1023元罚款",
    "收到 12345 的回复说不归他们管",
    "收到 12345678901",
    "解决一下噪音问题",
    "解决3000户吃水问题",
    "解决了吗",
    "1023 进度太慢",
    "统计局的人乱收费",
    "补充说明一下情况",
    "补充2000元补偿没到",
    "撤回我的承包地",
    "评价一下镇上的医院",
    "评价 态度不好的窗口",
    "满意度调查是骗人的",
    "一般",
    "答复太慢了",
    "上报了好几次没人管",
    "建议在村口装个路灯",
    "建议：村口装个路灯",
    "建议3个月内修好",
    "建议3处路口装灯",
    "建议2026年前修好",
    "建议1001路公交多跑几趟",
    "走访的干部从来不来",
    "实事办得不好",
    "积分换的鸡蛋是坏的",
    "绑定不了微信怎么办",
    "1、修路",
    "3 建议修路",
    "2019年收到的地契",
    "部分村民没有水",
    "部分 村民没有水",
    "撤回 2000 元罚款",
    "建议1、修路2、装灯",
    "建议1-8栋装电梯",
    "《答复》说不归他们管",
    "收到货没给钱",
    "答复1023个人",
    "答复 3 次都没修",
    "上报 5 月份的事",
    "评价 3 次没人理",
    "解决 2 次了还漏",
    "不满意这次修的路",
    "解决 没有水的问题",
    "进度，什么时候能完",
    "收到，但是没人来",
    "代表，您好，我想问",
    "是",
    "没有",
    "1023",
    "查一下村里的账",
    "",
]

LACKING = [
    ("绑定", "绑定"),
    ("补充 1023", "补充"),
    ("评价 5", "评价"),
    ("评价 1023 态度满意", "评价"),
    ("评价", "评价"),
    ("解决", "解决"),
    ("解决 1023", "解决"),
    ("答复 1023", "答复"),
    ("答复", "答复"),
    ("答复：已修好", "答复"),
    ("上报 1023。", "上报"),
    ("建议 1023", "建议"),
    ("走访", "走访"),
    ("宣讲", "宣讲"),
    ("实事！", "实事"),
]


@pytest.mark.parametrize(("typed", "act"), CONTRACT)
def test_every_word_of_the_contract_is_understood(typed: str, act: Act) -> None:
    assert parse(typed) == act


@pytest.mark.parametrize(("typed", "act"), VARIANTS)
def test_variants_people_type_mean_the_same(typed: str, act: Act) -> None:
    assert parse(typed) == act


@pytest.mark.parametrize("typed", ORDINARY)
def test_a_sentence_that_only_begins_like_a_chat_word_stays_a_sentence(typed: str) -> None:
    assert parse(typed) == Plain(typed)


@pytest.mark.parametrize(("typed", "word"), LACKING)
def test_a_word_with_a_part_missing_gets_an_example_that_works(typed: str, word: str) -> None:
    act = parse(typed)

    assert isinstance(act, Incomplete)
    assert act.word == word
    assert not isinstance(parse(act.example), Plain | Incomplete)


def test_words_are_kept_as_typed() -> None:
    assert parse("答复 １０２３ 电话Ｎｏ：１２３，請等") == Answer(1023, "电话Ｎｏ：１２３，請等")


_SCRAPS = "收到 进度 评价 解决 答复 建议 补充 新 满意 不满意 部分 是 № # 第 号 1023 １０ ① 元 年 [OK] 👌 ， 。 、 了 谢谢 ："
_PIECES = st.sampled_from([*_SCRAPS.split(), " ", "　", "\n", "\u200b", "\ud83d"])


@given(st.text() | st.lists(_PIECES, max_size=12).map("".join))
def test_whatever_is_typed_is_read_and_no_words_are_invented(typed: str) -> None:
    act = parse(typed)

    if isinstance(act, Plain):
        assert act.text == typed
    assert getattr(act, "words", "") in typed


@given(
    st.integers(0, 9_999_999_999),
    st.sampled_from(["收到{}", "收到 №{}", "{}收到", "收到：{}。", "收到第{}号"]),
)
def test_a_receipt_names_its_number_however_it_is_written(number: int, form: str) -> None:
    assert parse(form.format(number)) == Receive((number,))
