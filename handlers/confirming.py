"""Staff ask a resident who stays silent, and write down what they were told (domain §3): in the grid, or of an organ's reply."""

from handlers import evaluating, news
from handlers.access import demand
from handlers.audit import audit
from handlers.crediting import credit
from handlers.desk import Desk
from handlers.evaluating import LONGEST_WORDS, SOLVED_IN_WORDS
from handlers.issue_access import get_issue
from handlers.issue_life import by_staff, move
from handlers.said import required
from models.issue import Issue, Satisfaction
from models.people import StaffMember
from models.queries.asked import ANSWERS
from models.reply import Solved
from models.rules.issue_state import IssueState
from models.rules.permissions import Permit


def check_on_spot(
    desk: Desk,
    member: StaffMember,
    number: int,
    solved: Solved,
    satisfaction: Satisfaction | None,
    words: str,
) -> str:
    """What the resident said when asked there or by telephone; they are told what was written down. Raises Refusal."""
    demand(member, Permit.SUPERVISE)
    issue = get_issue(desk, member, number, Permit.SUPERVISE)
    if issue.state is not IssueState.ANSWERED:
        return evaluating.check_on_spot(desk, member, number, solved, satisfaction, words)
    words = required(words, "怎么核实的，群众怎么说", "words", LONGEST_WORDS)
    move(desk, issue, ANSWERS[solved], by_staff(member), words)
    if satisfaction is not None:
        issue.satisfaction, issue.satisfaction_words = satisfaction, words
    audit(desk, member, "check_on_spot", issue)
    _tell(desk, issue, solved)
    return f"已记下 № {number} 的核实情况：{SOLVED_IN_WORDS[solved]}。"


def _tell(desk: Desk, issue: Issue, solved: Solved) -> None:
    """The resident may put right what was written down for them; the deputy hears how it ended."""
    said = SOLVED_IN_WORDS[solved]
    if solved is Solved.NO:
        news.to_deputy(desk, issue, f"№ {issue.id} 工作人员问过群众：没有解决，请继续办理。")
        news.to_resident(desk, issue, f"№ {issue.id} 工作人员问过您，记的是「{said}」，继续办理。")
        return
    if solved is Solved.YES:
        credit(desk, issue)
    news.to_deputy(desk, issue, f"№ {issue.id} 工作人员问过群众：{said}。")
    news.to_resident(
        desk, issue, f"№ {issue.id} 工作人员问过您，记的是「{said}」。要是不对，请回复：解决 {issue.id} 否"
    )
