"""积分 before the county has score rules: said plainly, with what the handbook holds of the year."""

from tests.town import Town


def test_a_deputy_hears_that_no_points_are_given_yet_and_what_is_on_record(town: Town) -> None:
    town.writes("o-zhang", "走访 到莲花村走访三户")
    [answer] = town.writes("o-zhang", "积分")
    assert answer.startswith("积分办法还没有公布，现在不计分。")
    assert "走访1次" in answer


def test_also_when_nothing_is_on_record(town: Town) -> None:
    [answer] = town.writes("o-zhang", "积分")
    assert answer.startswith("积分办法还没有公布，现在不计分。")
    assert answer.endswith("这段时间还没有记录，请您补充。")
