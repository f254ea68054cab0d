"""交办函, 提醒函, 督办函: drawn by staff into the numbered register, and told to the organ they go to."""

from dataclasses import dataclass

from sqlalchemy import select

from handlers.assignment_access import for_staff, level_of, may_act
from handlers.assignment_life import note_down
from handlers.audit import audit
from handlers.desk import BadInput, Desk, Forbidden, NotPossible
from handlers.issue_life import by_staff
from handlers.letter_facts import (
    Sheet,
    answer_by,
    assign_letter,
    course_letter,
    summary,
    topic,
)
from handlers.letter_register import KIND_IN_WORDS, Entry, filled, number_of, numbered
from handlers.letter_when import standing, step_of, without_letter
from handlers.letter_wish import LetterWish, checked
from handlers.loop_news import to_organ
from models.assignment import Assignment, AssignmentOrgan, Level
from models.outbox import NoticeKind
from models.people import StaffMember
from models.rules.letter_content import LetterContent
from models.rules.letter_office import Issuer, county_issuer, township_issuer
from models.rules.letter_words import kind_and_words
from models.rules.permissions import Permit
from models.supervision import Escalation, Letter, LetterKind

__all__ = ["LetterWish", "drafted", "draw", "draw_for_all", "proposed", "steps"]
NOT_YET = "（发文时编号）"


@dataclass(frozen=True)
class _Ready:
    """A letter that may be written: to whom, about what, by whom."""

    assignment: Assignment
    kind: LetterKind
    charge: AssignmentOrgan
    content: LetterContent
    issuer: Issuer
    step: Escalation | None = None


def draw(desk: Desk, member: StaffMember, number: int, kind: LetterKind, wish: LetterWish) -> Letter:
    """Number a letter and keep all that it says; the organ is told. Raises Refusal: then no number is used."""
    assignment = _for_letters(desk, member, number, kind)
    return _draw(desk, member, assignment, kind, checked(desk, wish))


def draw_for_all(desk: Desk, member: StaffMember, number: int, wish: LetterWish) -> list[Letter]:
    """A 交办函 for each organ charged that has none yet, the lead first. Raises Refusal."""
    assignment = _for_letters(desk, member, number, LetterKind.ASSIGN)
    wish = checked(desk, wish)
    charges = _demand_some(without_letter(desk, assignment))
    return [
        _number(desk, member, _assign(desk, member, assignment, wish, charge), wish) for charge in charges
    ]


def drafted(
    desk: Desk, member: StaffMember, number: int, kind: LetterKind, wish: LetterWish
) -> LetterContent:
    """What the letter would say; nothing is numbered or changed. Raises Refusal."""
    assignment = _for_letters(desk, member, number, kind)
    return _ready(desk, member, assignment, kind, checked(desk, wish)).content


def proposed(desk: Desk, member: StaffMember, number: int, kind: LetterKind) -> LetterWish:
    """The wish as the matter suggests it, for the clerk to correct. Raises Refusal when no such letter is due."""
    assignment = _for_letters(desk, member, number, kind)
    office, county = desk.rules.letters, level_of(member) is Level.COUNTY
    by = None
    if kind is LetterKind.ASSIGN:
        _demand_some(without_letter(desk, assignment))
    else:
        by = answer_by(desk, standing(desk, assignment, kind, _newest_step(desk, assignment, kind)))
    return LetterWish(
        title=topic(assignment),
        summary=summary(desk, assignment),
        requirement=assignment.requirement if kind is LetterKind.ASSIGN else "",
        reasons=_reasons(assignment) if kind is LetterKind.SUPERVISE else (),
        copies=office.copies,
        contact=office.contact if county and office.contact else member.name,
        phone=office.phone if county else "",
        answer_by=by,
    )


def steps(desk: Desk, assignment_id: int) -> list[Escalation]:
    """The steps of the ladder a 督办函 may belong to."""
    from_this = select(Escalation).where(Escalation.assignment_id == assignment_id)
    able = from_this.where(Escalation.state.in_(("decided", "done")), Escalation.letter_id.is_(None))
    return list(desk.session.scalars(able.order_by(Escalation.id)))


def _newest_step(desk: Desk, assignment: Assignment, kind: LetterKind) -> Escalation | None:
    found = steps(desk, assignment.id) if kind is LetterKind.SUPERVISE else []
    return found[-1] if found else None


def _reasons(assignment: Assignment) -> tuple[str, ...]:
    said = [f"{assignment.supervised_for.rstrip('。')}。"] if assignment.supervised_for else []
    again = ["该件前次办理结果代表或群众不满意，已退回重新办理。"] if assignment.round > 1 else []
    return (*said, *again)


def _for_letters(desk: Desk, member: StaffMember, number: int, kind: LetterKind) -> Assignment:
    if kind is LetterKind.REPLY:
        raise BadInput("答复函由承办单位自己开。", "kind")
    assignment = for_staff(desk, member, number, Permit.LETTERS)
    if kind is LetterKind.ASSIGN and not may_act(member, assignment, Permit.ASSIGN):
        raise Forbidden("这件事不由您交办，交办函由交办的机关开。")
    return assignment


def _demand_some(charges: list[AssignmentOrgan]) -> list[AssignmentOrgan]:
    if not charges:
        raise NotPossible("每个承办单位都有交办函了。要重开，请先作废原来的。")
    return charges


def _draw(
    desk: Desk, member: StaffMember, assignment: Assignment, kind: LetterKind, wish: LetterWish
) -> Letter:
    return _number(desk, member, _ready(desk, member, assignment, kind, wish), wish)


def _ready(
    desk: Desk, member: StaffMember, assignment: Assignment, kind: LetterKind, wish: LetterWish
) -> _Ready:
    if kind is LetterKind.ASSIGN:
        charges = _demand_some(without_letter(desk, assignment))
        chosen = next((one for one in charges if wish.organ in {"", one.organ.code}), None)
        if chosen is None:
            raise BadInput("请选一个还没有交办函的承办单位。", "organ")
        return _assign(desk, member, assignment, wish, chosen)
    step = step_of(desk, assignment, wish.escalation)
    now = standing(desk, assignment, kind, step)
    if wish.answer_by is None:
        raise BadInput("请写明要在哪一天前答复。", "answer_by")
    issuer = _issuer(desk, member, assignment)
    content = course_letter(desk, assignment, Sheet(issuer, NOT_YET, wish), kind, now)
    return _Ready(assignment, kind, now.charge, content, issuer, step)


def _assign(
    desk: Desk, member: StaffMember, assignment: Assignment, wish: LetterWish, charge: AssignmentOrgan
) -> _Ready:
    issuer = _issuer(desk, member, assignment)
    content = assign_letter(desk, assignment, Sheet(issuer, NOT_YET, wish), charge)
    return _Ready(assignment, LetterKind.ASSIGN, charge, content, issuer)


def _issuer(desk: Desk, member: StaffMember, assignment: Assignment) -> Issuer:
    """Of the member's own level: the county's staff write in the county's name, also to a township's assignment."""
    if level_of(member) is Level.COUNTY or not assignment.township:
        return county_issuer(desk.rules.letters, assignment.county)
    return township_issuer(desk.rules.letters, assignment.county, assignment.township)


_TITLES = {
    LetterKind.ASSIGN: "关于交办{来源}第{编号}号的函（{标题}）",
    LetterKind.REMIND: "关于办理{来源}第{编号}号的提醒函（{标题}）",
    LetterKind.SUPERVISE: "关于督办{来源}第{编号}号的函（{标题}）",
}


def _number(desk: Desk, member: StaffMember, ready: _Ready, wish: LetterWish) -> Letter:
    words = dict(kind_and_words(ready.content)[1])
    title = _TITLES[ready.kind].format_map(words)
    entry = Entry(ready.kind, ready.issuer.series, ready.assignment, ready.charge.organ, title, by=member)
    letter = numbered(desk, entry)
    words["发文字号"] = number_of(letter)
    filled(desk, letter, words)
    if ready.step is not None:
        ready.step.letter_id = letter.id
    name = KIND_IN_WORDS[ready.kind]
    note_down(
        desk,
        ready.assignment,
        "letter",
        by_staff(member),
        f"{name}{number_of(letter)}，{ready.charge.organ.name}",
    )
    audit(desk, member, "letter", ready.assignment, number_of(letter))
    kind = NoticeKind.PROGRESS if ready.kind is LetterKind.ASSIGN else NoticeKind.REMINDER
    by = (
        f"，请在{wish.answer_by.month}月{wish.answer_by.day}日前答复"
        if kind is NoticeKind.REMINDER and wish.answer_by
        else ""
    )
    to_organ(
        desk, ready.assignment, ready.charge.organ, f"收到{name}{number_of(letter)}：{title}{by}。", kind
    )
    return letter
