"""The check list before 销号: what must be there, and what is still missing (civic practice; domain §5, §6)."""

from dataclasses import dataclass

from models.rules.assignment_state import AssignmentState


@dataclass(frozen=True)
class Loop:
    """What the records say about one assignment."""

    state: AssignmentState
    has_result: bool
    planned: bool
    """The result is 列入计划, and the promise has neither been kept nor formally explained."""
    contacted: bool
    """The contact with the deputy is on record (or there is no deputy to speak to)."""
    evidence: bool
    """A photo, or the words of who went there and saw it."""
    residents_waiting: int
    """Asked, still within their time, and not answered."""
    residents_silent: int
    """Did not answer in time, and staff have not asked on the spot either."""
    residents_no: int
    """Say it is not solved, while the result claims it is."""
    deputies_waiting: int
    requests_open: int
    escalations_open: int


@dataclass(frozen=True)
class Item:
    """One line of the list."""

    words: str
    done: bool


def check_list(loop: Loop) -> tuple[Item, ...]:
    """Every line, in the order of the loop."""
    return (
        Item("承办单位已答复，结果已分类", loop.has_result),
        Item("与代表联系沟通有记录", loop.contacted),
        Item("有办理佐证（照片或现场核实记录）", loop.evidence),
        Item("群众都已回答，或工作人员已当面核实", not (loop.residents_waiting or loop.residents_silent)),
        Item("群众没有说「没解决」，或已如实说明办不了的原因", not loop.residents_no),
        Item("代表已评价，或已超过评价期限", not loop.deputies_waiting),
        Item("「列入计划」的承诺已兑现，或已正式说明不能兑现的原因", not loop.planned),
        Item("承办单位的请求都已答复", not loop.requests_open),
        Item("约谈等监督措施都已有结果", not loop.escalations_open),
    )


def missing(loop: Loop) -> tuple[str, ...]:
    """The lines that keep it from being closed out; empty when it may be."""
    return tuple(item.words for item in check_list(loop) if not item.done)
