"""What replay pushes: the same file gives the same pushes, whole texts, in the order they were said."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.replay_plan import BadFile, Told, pushes, read_rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEADER = "message_id,resident,subject,sent_at,text\n"


def lines(*rows: str) -> list[str]:
    return (HEADER + "\n".join(rows)).splitlines(keepends=True)


def test_dates_with_slashes_and_iso_dates_are_on_the_countys_clock() -> None:
    rows = read_rows(
        lines(
            "1,A,x,2019/2/28 11:25:05,甲",
            "2,B,x,2019-03-01T08:00:00,乙",
            "3,C,x,2019-03-01T00:30:00+00:00,丙",
        ),
        SHANGHAI,
    )
    assert [told.sent_at.astimezone(SHANGHAI).isoformat() for told in rows] == [
        "2019-02-28T11:25:05+08:00",
        "2019-03-01T08:00:00+08:00",
        "2019-03-01T08:30:00+08:00",
    ]


def test_each_resident_enters_first_through_the_next_grid() -> None:
    rows = read_rows(
        lines("1,A,x,2019/1/2 10:00:00,后", "2,A,x,2019/1/1 10:00:00,先", "3,B,x,2019/1/3 10:00:00,三"),
        SHANGHAI,
    )
    plan = list(pushes(rows, "gh", ["G1", "G2"]))
    assert [push.get("SessionFrom") or push["Content"] for push in plan] == [
        "grid=G1",
        "先",
        "后",
        "grid=G2",
        "三",
    ]
    assert [push.get("Content") for push in pushes(rows, "gh", [])] == ["先", "后", "三"]


def test_the_same_file_gives_the_same_pushes_and_two_rows_never_the_same_number() -> None:
    rows = read_rows(lines(*(f"{n},A,x,2019/1/1 10:00:00,同样的话" for n in range(50))), SHANGHAI)
    plan = list(pushes(rows, "gh", ["G1"]))
    assert plan == list(pushes(rows, "gh", ["G1"]))
    assert len({push["MsgId"] for push in plan[1:]}) == 50
    assert all(0 < push["MsgId"] < 2**63 for push in plan[1:])


@given(st.text(min_size=1, max_size=3000).filter(lambda text: text.strip()))
def test_a_long_story_is_pushed_in_pieces_that_make_it_up_again(text: str) -> None:
    told = Told(2, "A", text, datetime(2019, 1, 1, 10, tzinfo=SHANGHAI))
    pieces = [str(push["Content"]) for push in pushes([told], "gh", [])]
    assert "".join(pieces) == text
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 2048 for piece in pieces)


WRONG = {
    "no date": ("1,A,x,yesterday,甲", "row 2: sent_at 'yesterday' is no date"),
    "no text": ("1,A,x,2019/1/1 10:00:00,", "row 2: resident or text is empty"),
}


@pytest.mark.parametrize(("row", "said"), WRONG.values(), ids=WRONG)
def test_a_bad_row_is_named(row: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read_rows(lines(row), SHANGHAI)


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(BadFile, match="resident, text"):
        read_rows(["a,sent_at\n", "1,2\n"], SHANGHAI)
