"""Photos of before and after, by the organ or by staff who went there: kept with the assignment of the round."""

from dataclasses import dataclass

from sqlalchemy import func, select

from handlers.assignment_access import for_organ, for_staff
from handlers.assignment_life import by_organ, note_down
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotPossible
from handlers.issue_life import by_staff
from handlers.loop_people import title
from handlers.said import SHORT, short_enough
from models.assignment import Assignment
from models.people import Organ, StaffMember
from models.reply import Evidence, Shows
from models.rules.assignment_state import IN_WORDS, AssignmentState
from models.rules.permissions import Permit

MOST_A_ROUND = 12
WORKED_ON = frozenset(
    {
        AssignmentState.HANDLING,
        AssignmentState.FED_BACK,
        AssignmentState.EVALUATED,
        AssignmentState.PROMISED,
    }
)


@dataclass(frozen=True)
class Picture:
    """A stored picture: where it lies in the store, what it is, its bytes' number and SHA-256."""

    path: str
    content_type: str
    size: int
    digest: str


def add_photo(
    desk: Desk, by: Organ | StaffMember, number: int, picture: Picture, shows: Shows, words: str
) -> str:
    """The same picture twice is kept once. Raises NotFound, Forbidden, BadInput, NotPossible."""
    is_organ = isinstance(by, Organ)
    assignment = (
        for_organ(desk, by, number)
        if isinstance(by, Organ)
        else for_staff(desk, by, number, Permit.SUPERVISE)
    )
    if assignment.state not in WORKED_ON:
        raise NotPossible(f"{title(assignment)}现在是「{IN_WORDS[assignment.state]}」，不能加照片。")
    words = short_enough(words.strip(), "words", SHORT)
    if _is_there(desk, assignment, picture):
        return "这张照片已经有了，不用重复上传。"
    if _of_round(desk, assignment) >= MOST_A_ROUND:
        raise BadInput(f"每次办理最多 {MOST_A_ROUND} 张照片。", "photo")
    photo = Evidence(assignment_id=assignment.id, round=assignment.round, shows=shows, words=words)
    photo.organ_id, photo.staff_id = (by.id, None) if is_organ else (None, by.id)
    photo.path, photo.content_type = picture.path, picture.content_type
    photo.size, photo.digest, photo.added_at = picture.size, picture.digest, desk.now
    desk.session.add(photo)
    actor = by_organ(by) if isinstance(by, Organ) else by_staff(by)
    note_down(desk, assignment, "photo", actor, words)
    audit(desk, by, "add_photo", assignment)
    return "照片已保存。"


def _is_there(desk: Desk, assignment: Assignment, picture: Picture) -> bool:
    same = select(Evidence.id).where(
        Evidence.assignment_id == assignment.id, Evidence.digest == picture.digest
    )
    return desk.session.scalar(same) is not None


def _of_round(desk: Desk, assignment: Assignment) -> int:
    mine = select(func.count(Evidence.id)).where(
        Evidence.assignment_id == assignment.id, Evidence.round == assignment.round
    )
    return desk.session.scalar(mine) or 0
