"""A plain answer is read as one; a story never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plain_answers import LONGEST, read
from models.reply import Solved

YES = (
    "是 是的 对 修好了 已经修好了 弄好了 处理好了 解决了 好了 都好了 亮了 灯亮了 路灯现在亮了 有水了 来水了 路通了 没坏 没再坏 没问题 亮着呢 "
    "好着呢 好着 挺好 还好 很好的 修好了，谢谢 是的，谢谢您 修好啦！"
)
PARTLY = "部分 一部分 一半 修了一半 只修了一半 好了一点 好一点了 部分解决 就修了一部分"
NO = (
    "否 没有 没 不是 还没有 还没修 没修好 还没修好 没有修 没人修 没人来修 一直没弄 没弄好 不亮 还是不亮 灯还是不亮 没亮 还是没亮 不通 又坏了 又不亮了 又堵了 "
    "还是老样子 老样子 还是那样 还是不行 没解决 没有解决 还没处理 没动静 不管用"
)
STORY = (
    "嗯 路灯坏了 村口的路灯不亮 下水道堵了 隔壁家的水管又漏水了 谢谢 好的 收到 知道了 你好 怎么还没修 什么时候修好 没有低保 没有路 是村里的路 不是我家是隔壁 "
    "修路 换网格 还好有您 部分村民没有水 一半的路灯不亮"
)


@pytest.mark.parametrize(
    ("texts", "solved"), [(YES, Solved.YES), (PARTLY, Solved.PARTLY), (NO, Solved.NO), (STORY, None)]
)
def test_how_people_answer(texts: str, solved: Solved | None) -> None:
    heard = {text: getattr(read(text), "solved", None) for text in texts.split()}
    assert heard == dict.fromkeys(heard, solved)


@pytest.mark.parametrize("text", ["1001 是", "№ 1001 是的", "1001号修好了", "是 1001", "修好了，1001"])
def test_the_number_may_stand_before_or_behind(text: str) -> None:
    assert read(text) == (1001, Solved.YES)


@given(st.text(min_size=LONGEST + 1))
def test_a_long_text_is_a_story(text: str) -> None:
    assert read(text) is None
