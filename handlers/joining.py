"""「我家也是」: a resident joins a neighbour's matter with one of their own, linked to it; neither learns who the other is."""

from itertools import chain

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased

from handlers import routing, wording
from handlers.desk import Desk, NotFound
from handlers.issue_life import SYSTEM, by_resident, find_issue, log, move
from handlers.linked import my_follower
from handlers.linking import NOT_YET_ANSWERED, follow
from handlers.said import short_enough
from handlers.written_down import Written, written_down
from models.assignment import Assignment
from models.issue import Asking, AskingState, Check, Issue, IssueChannel, IssueMessage
from models.linking import IssueLink
from models.people import Resident
from models.place import Grid
from models.rules.category_tree import categories, find_category
from models.rules.issue_state import IssueAct, IssueState
from models.suggestion import SuggestionIssue

JOINABLE = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.REPORTED)
READ, SHOWN = 60, 20
LONGEST_WORDS = 500
MOST_NEUTRAL = 3


def may_join(desk: Desk, resident: Resident) -> list[Issue]:
    """Neighbours' living matters in the resident's grid, newest first: those whose words passed the content check.

    What of them may be shown is `neutral` and the place; never the words, the person, or a photo.
    """
    grid_id = _grid_of(resident)
    if grid_id is None:
        return []
    found = desk.session.scalars(_joinable(resident, grid_id).order_by(Issue.id.desc()).limit(READ))
    return [issue for issue in found if neutral(issue)][:SHOWN]


def neutral(issue: Issue) -> str:
    """What it is about in words that cannot tell who said it: its category, else everyday words of the category tree."""
    leaf = find_category(issue.category)
    if leaf is not None:
        return leaf.leaf
    said = wording.said(issue)
    known = chain.from_iterable(category.words for category in categories().values())
    found = sorted(
        {word for word in known if len(word) > 1 and word in said}, key=lambda word: (-len(word), word)
    )
    whole = [word for n, word in enumerate(found) if not any(word in longer for longer in found[:n])]
    return "、".join(whole[:MOST_NEUTRAL])


def _grid_of(resident: Resident) -> int | None:
    scene = resident.contact.scene_grid_id if resident.contact else None
    return resident.grid_id or scene


def _joinable(resident: Resident, grid_id: int) -> Select[Issue]:
    not_passed = exists().where(IssueMessage.issue_id == Issue.id, IssueMessage.check != Check.PASSED)
    follows = exists().where(IssueLink.issue_id == Issue.id, IssueLink.undone_at.is_(None))
    return (
        select(Issue)
        .where(Issue.grid_id == grid_id, Issue.state.in_(JOINABLE), Issue.resident_id != resident.id)
        .where(Issue.check == Check.PASSED, Issue.door == "", ~not_passed, ~follows)
        .where(~_answered(), ~_joined_by(resident))
    )


def _answered() -> ColumnElement[bool]:
    """An organ has replied: who says the same now has a matter of their own."""
    answered = Assignment.state.not_in(NOT_YET_ANSWERED)
    own = exists().where(Assignment.issue_id == Issue.id, answered)
    raised = exists().where(
        SuggestionIssue.issue_id == Issue.id,
        Assignment.suggestion_id == SuggestionIssue.suggestion_id,
        answered,
    )
    return own | raised


def _joined_by(resident: Resident) -> ColumnElement[bool]:
    mine = aliased(Issue)
    joined = and_(IssueLink.main_id == Issue.id, IssueLink.undone_at.is_(None))
    return exists().where(joined, mine.id == IssueLink.issue_id, mine.resident_id == resident.id)


def join(
    desk: Desk, resident: Resident, issue_number: int, words: str, check: Check = Check.UNCHECKED
) -> str:
    """A matter of the resident's own that follows the neighbour's; answered to them separately.

    `check` is what the content check made of the words, which may be left out. Raises BadInput, NotFound (the same for every matter that is
    not open to them).
    """
    main = find_issue(desk, issue_number)
    if main is not None and (mine := my_follower(desk, resident.id, main.id)) is not None:
        return f"您已经加入了：№ {mine.id}，和 № {main.id} 一起办理。"
    open_to_me = _joinable(resident, _grid_of(resident) or 0).where(Issue.id == issue_number)
    if main is None or main.grid is None or desk.session.scalars(open_to_me).one_or_none() is None:
        raise NotFound("没有找到可以加入的这件事。您可以直接把自己家的情况告诉我们。")
    words = short_enough(words.strip(), "words", LONGEST_WORDS)
    said = f"我家也是：{words}" if words else "我家也是这样。"
    given = Written(said, desk.now, check if words else Check.PASSED, IssueChannel.WECHAT)
    issue = written_down(desk, resident, given)
    log(desk, issue, "opened", by_resident(resident))
    if main.state is IssueState.SUBMITTED:
        routing.submit(desk, issue, main.grid, "joined", by_resident(resident))
    else:
        _received_with(desk, issue, main, main.grid)
    follow(desk, issue, main, by_resident(resident), "群众说「我家也是」")
    return f"已记下，编号 № {issue.id}，和邻居反映的 № {main.id} 一起办理，分别答复您。"


def _received_with(desk: Desk, issue: Issue, main: Issue, grid: Grid) -> None:
    """A deputy has the main one already: nobody is asked to confirm it again."""
    issue.grid, issue.place_source, issue.resident.grid_id = grid, "joined", grid.id
    issue.deputy = main.deputy
    move(desk, issue, IssueAct.SUBMIT, by_resident(issue.resident))
    if main.deputy is not None and main.askings:
        issue.askings.append(
            Asking(
                deputy_id=main.deputy.id,
                rank=1,
                state=AskingState.CONFIRMED,
                asked_at=desk.now,
                due_at=desk.now,
                ended_at=desk.now,
            )
        )
    if main.state is IssueState.REPORTED:
        move(desk, issue, IssueAct.REPORT_UP, SYSTEM)
    else:
        move(desk, issue, IssueAct.RECEIVE, SYSTEM, wording.deputy_name(main.deputy))
