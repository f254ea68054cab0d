"""The check list before 销号: each line alone keeps it open."""

from dataclasses import replace

import pytest

from models.rules.assignment_state import AssignmentState
from models.rules.close_out import Loop, check_list, missing

DONE = Loop(
    state=AssignmentState.EVALUATED,
    has_result=True,
    planned=False,
    contacted=True,
    evidence=True,
    residents_waiting=0,
    residents_silent=0,
    residents_no=0,
    deputies_waiting=0,
    requests_open=0,
    escalations_open=0,
)


def test_nothing_is_missing_when_all_is_there() -> None:
    assert missing(DONE) == ()
    assert all(item.done for item in check_list(DONE))


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"has_result": False}, "承办单位已答复"),
        ({"contacted": False}, "与代表联系沟通"),
        ({"evidence": False}, "佐证"),
        ({"residents_waiting": 1}, "群众都已回答"),
        ({"residents_silent": 2}, "当面核实"),
        ({"residents_no": 1}, "没解决"),
        ({"deputies_waiting": 1}, "代表已评价"),
        ({"planned": True}, "列入计划"),
        ({"requests_open": 1}, "请求都已答复"),
        ({"escalations_open": 1}, "监督措施"),
    ],
)
def test_each_line_alone_keeps_it_open(lacking: dict[str, int | bool], words: str) -> None:
    [line] = missing(replace(DONE, **lacking))  # type: ignore[arg-type]  the fields' own types
    assert words in line
