"""A resident has their own data erased (domain §8; 个人信息保护法 art. 47): words, photos, name, telephone, WeChat account.

What stays says nothing of a person: that there was a matter in this grid, of what kind, when, and how it ended; what deputies,
staff and organs did and wrote; letters and suggestions already made (docs/decisions/0011-erasure.md).
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update

from handlers import news, proposals, resident, wording
from handlers.assignment_life import of_issue
from handlers.audit import audit
from handlers.contacts import writer_of
from handlers.desk import Desk, NotPossible
from handlers.issue_access import get_issue
from handlers.issue_life import SYSTEM, find_issue, log
from handlers.matters import OPEN_STATES
from models.assignment import AssignmentEvent
from models.chat import Conversation
from models.duty import AuditEntry, EntryKind, HandbookEntry
from models.erasure import Erasure
from models.inbox import InboxMessage, InboxState
from models.issue import ASIDE, ActorKind, Attachment, Check, Issue, IssueEvent, IssueMessage
from models.outbox import OutboxNotice, OutboxState
from models.people import Contact, Resident, StaffMember
from models.reply import ResidentAnswer
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.rules.permissions import Permit

WITHIN = timedelta(minutes=10)
"""After that the question must be asked again: nothing is erased by a word that was meant for something else."""
ERASED = "（本人要求删除）"
"""In place of what was said."""
GONE = "erased"
"""The event on the matter."""
_WITH_ORGAN = frozenset(AssignmentState) - {
    AssignmentState.STUDY,
    AssignmentState.NOT_TAKEN,
    AssignmentState.CANCELLED,
    AssignmentState.CLOSED_OUT,
}
DONE = "您的信息已经删除。以后有难处，还可以直接在这里说。"
WHAT = (
    "会删掉您的姓名、电话、微信号，您说过的话、发过的照片和位置，删了找不回来。"
    "留下的只有：哪个网格有过一件什么类别的事、什么时候、办得怎么样，看不出是谁；代表和单位写的答复、已经发出的公文不改。"
)


def ask(desk: Desk, me: Resident) -> str:
    """「删除我的信息」: what it would mean; it is done only after a second word."""
    if not _issues(desk, me) and not (me.name or me.phone_sealed):
        return "您还没有反映过事情，我们没有您的信息可删。"
    if me.contact_id is not None:
        writer_of(
            desk.session, desk.session.get_one(Contact, me.contact_id)
        ).conversation.erase_asked_at = desk.now
    return f"{meaning(desk, me)}\n真的要删，请在十分钟内回复：确认删除"


def meaning(desk: Desk, me: Resident) -> str:
    """What goes, what stays, and what becomes of the matters in hand."""
    return f"{WHAT}{_still_open(desk, me)}"


def confirmed(desk: Desk, me: Resident) -> str:
    """「确认删除」 in the chat. Raises NotPossible when it was not asked just now."""
    asked_at = desk.session.scalar(
        select(Conversation.erase_asked_at).where(Conversation.contact_id == me.contact_id)
    )
    if asked_at is None or desk.now - asked_at > WITHIN:
        raise NotPossible("要删除您的信息，请先发：删除我的信息")
    return erase(desk, me)


def for_them(desk: Desk, member: StaffMember, number: int) -> str:
    """Somebody without WeChat asked for it at the office or by telephone, and staff made sure that it is they. Raises Refusal."""
    issue = get_issue(desk, member, number, Permit.ENTER_ISSUE)
    if issue.resident.contact_id is not None:
        raise NotPossible("这位群众用微信反映，请本人在聊天里发：删除我的信息")
    if issue.resident.erased_at is not None:
        raise NotPossible(f"№ {number} 群众的信息已经删除了。")
    erase(desk, issue.resident)
    audit(desk, member, "erase", issue)
    return f"№ {number} 群众的姓名、电话、原话和照片已经删除。"


def erase(desk: Desk, me: Resident) -> str:
    """Erase it all, now; asked for twice, it is done once. What is in hand is withdrawn, or goes on without it."""
    mine = select(Resident).where(Resident.id == me.id).with_for_update()
    desk.session.scalars(mine.execution_options(populate_existing=True)).one()
    if me.erased_at is not None:
        return DONE
    numbers = desk.session.scalars(
        select(Issue.id).where(Issue.resident_id == me.id).order_by(Issue.id)
    ).all()
    issues = [issue for number in numbers if (issue := find_issue(desk, number)) is not None]
    left = Erasure(asked_at=desk.now, said=_said(issues), paths=_files(desk, numbers))
    pushes = _pushes(desk, numbers)
    for issue in issues:
        _words_of(desk, issue)
    _said_elsewhere(desk, me, numbers)
    _told(desk, numbers)
    for issue in issues:
        _goes_on(desk, me, issue)
        proposals.forget(desk.session, issue.id)
    _account(desk, me, left, pushes)
    desk.session.add(AuditEntry(at=desk.now, who=f"resident:{me.id}", act="erase", what=f"resident:{me.id}"))
    return DONE


def _issues(desk: Desk, me: Resident, *states: IssueState) -> Sequence[int]:
    mine = select(Issue.id).where(Issue.resident_id == me.id).order_by(Issue.id)
    return desk.session.scalars(mine.where(Issue.state.in_(states)) if states else mine).all()


def _still_open(desk: Desk, me: Resident) -> str:
    """What becomes of the matters in hand."""
    sentences = []
    for number in _issues(desk, me, *OPEN_STATES):
        issue = desk.session.get_one(Issue, number)
        sentences.append(
            f"№ {number} 已交给单位，会接着办，但不再告诉您结果。"
            if _with_an_organ(desk, issue)
            else f"№ {number} 还没办完，会替您撤回。"
        )
    return "\n" + "".join(sentences) if sentences else ""


def _with_an_organ(desk: Desk, issue: Issue) -> bool:
    assignment = of_issue(desk, issue) if issue.state is IssueState.REPORTED else None
    return assignment is not None and assignment.state in _WITH_ORGAN


def _files(desk: Desk, numbers: Sequence[int]) -> list[str]:
    """Every file of theirs in the store, also what a photo was drawn anew from; a deputy's photos stay."""
    rows = desk.session.execute(
        select(Attachment.path, Attachment.drawn_from).where(
            Attachment.issue_id.in_(numbers), Attachment.by_deputy_id.is_(None)
        )
    )
    return sorted({path for row in rows for path in row if path})


def _pushes(desk: Desk, numbers: Sequence[int]) -> list[int]:
    rows = desk.session.scalars(select(IssueMessage.inbox_id).where(IssueMessage.issue_id.in_(numbers)))
    return [number for number in rows if number is not None]


def _said(issues: Sequence[Issue]) -> list[str]:
    """As it is quoted to others, and to staff who see what the check held back; and each message by itself."""
    wholes = (wording.said(issue, to_others=others) for issue in issues for others in (True, False))
    singles = (one.text for issue in issues for one in issue.messages if one.kind != ASIDE)
    return sorted({" ".join(text.split()) for text in (*wholes, *singles)} - {""}, key=len, reverse=True)


def _words_of(desk: Desk, issue: Issue) -> None:
    """One line stays in place of all that was said, so that lists, letters and pages have something to show."""
    said_at = issue.messages[0].said_at if issue.messages else issue.created_at
    issue.attachments.clear()
    desk.session.flush()  # a photo points to its message
    issue.messages = [IssueMessage(kind="text", text=ERASED, said_at=said_at, check=Check.PASSED)]
    issue.check, issue.anonymous = Check.PASSED, True
    issue.latitude = issue.longitude = None
    issue.satisfaction_words = issue.repeat_key = ""
    desk.session.flush()


def _said_elsewhere(desk: Desk, me: Resident, numbers: Sequence[int]) -> None:
    """The notes of what they did themselves, and what was copied for the deputy's handbook; what others wrote is theirs."""
    copied = HandbookEntry.kind.in_((EntryKind.RECEIPT, EntryKind.SOLVED))
    desk.session.execute(
        update(HandbookEntry).where(HandbookEntry.issue_id.in_(numbers), copied).values(text=ERASED)
    )
    for table in (IssueEvent, AssignmentEvent):
        mine = table.actor_kind == ActorKind.RESIDENT, table.actor_id == me.id
        desk.session.execute(update(table).where(*mine).values(note=""))
    desk.session.execute(update(ResidentAnswer).where(ResidentAnswer.issue_id.in_(numbers)).values(words=""))


def _told(desk: Desk, numbers: Sequence[int]) -> None:
    """Notices about their matters, to whomever: sent ones keep no words, those that wait are not sent.

    One that is on its way just now can no longer be held back; should it have to be sent again, it is not.
    """
    about = OutboxNotice.issue_id.in_(numbers)
    waiting = OutboxNotice.state.in_((OutboxState.PENDING, OutboxState.PARKED)), OutboxNotice.channel == ""
    desk.session.execute(
        update(OutboxNotice)
        .where(about, *waiting)
        .values(state=OutboxState.DROPPED, ended_at=desk.now, key=None, reason=GONE)
    )
    desk.session.execute(
        update(OutboxNotice)
        .where(about, OutboxNotice.state != OutboxState.PENDING)
        .values(text="", fields={}, page="")
    )
    desk.session.execute(
        update(OutboxNotice)
        .where(about, OutboxNotice.state == OutboxState.PENDING)
        .values(text=ERASED, fields={}, page="", expires_at=desk.now)
    )


def _goes_on(desk: Desk, me: Resident, issue: Issue) -> None:
    if issue.state in OPEN_STATES and not _with_an_organ(desk, issue):
        resident.withdraw(desk, me, issue.id)
    elif issue.state in OPEN_STATES:
        sentence = f"№ {issue.id} 的群众要求删除了个人信息，原话和照片已删，请继续办理；结果不用再告诉本人。"
        news.to_deputy(desk, issue, sentence)
        news.to_staff(desk, issue, sentence)
    log(desk, issue, GONE, SYSTEM)


def _account(desk: Desk, me: Resident, left: Erasure, pushes: list[int]) -> None:
    """The person behind the number is nobody from now on; who writes again is somebody new."""
    contact = me.contact
    me.name, me.phone_sealed, me.anonymous, me.contact_id = "", "", True, None
    me.erased_at = desk.now
    official = False
    if contact is not None:
        writer = writer_of(desk.session, contact)
        official = bool(writer.deputy or writer.staff or writer.organ)
        writer.conversation.issue_id = writer.conversation.erase_asked_at = None
        writer.conversation.options = []
        contact.scene_latitude = contact.scene_longitude = None
    desk.session.execute(
        delete(InboxMessage).where(InboxMessage.id.in_(pushes), InboxMessage.state == InboxState.DONE)
    )
    left.contact_id = contact.id if contact is not None and not official else None
    desk.session.add(left)
