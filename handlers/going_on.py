"""「部分」 while the loop lives: an answer, on record and counted; the matter goes on in the loop and ends with it.

So its resident still hears the reply, whether the promise was kept, and the 销号.
"""

from handlers import evaluating
from handlers.assignment_life import of_issue
from handlers.desk import Desk
from handlers.issue_life import SYSTEM, by_resident, log, move
from handlers.opening_study import IN_THE_GRID
from handlers.replies import answering_to, current
from models.issue import Issue
from models.queries.asked import ASKS, SAYS
from models.reply import Solved
from models.rules.assignment_state import ENDED
from models.rules.issue_state import IssueAct, allowed

_TURNS = ASKS | {*SAYS, IssueAct.RETURN}


def loop_lives(desk: Desk, issue: Issue) -> bool:
    """An assignment covers it, its own or that of a suggestion, which has not ended."""
    if IssueAct.PARTLY not in allowed(issue.state):
        return False
    assignment = of_issue(desk, issue)
    return assignment is not None and assignment.state not in ENDED


def said_partly(desk: Desk, issue: Issue, words: str) -> str:
    """The resident's answer; the sentence that thanks them. Said twice of the same it is kept once.

    `words` are those fit for others.
    """
    if not _says_it_again(issue, words):
        if issue.state in IN_THE_GRID:  # linked to what is handled: it follows that one from now on
            move(desk, issue, IssueAct.REPORT_UP, SYSTEM, "与同一件事一并办理")
        log(desk, issue, IssueAct.PARTLY, by_resident(issue.resident), words)
        issue.result = None  # how it ends is not known yet
        evaluating.resident_said(desk, issue, Solved.PARTLY, None, words)
    thanks = f"谢谢，№ {issue.id} 记下了：部分解决。这件事还在继续办，有进展告诉您。"
    if not _answered_by_an_organ(desk, issue):
        return thanks
    return f"{thanks}\n您满意吗？请回复：评价 {issue.id} 满意（或 基本满意、不满意）"


def _says_it_again(issue: Issue, words: str) -> bool:
    """Nothing was answered or decided since they said it."""
    turns = (one for one in reversed(issue.events) if one.act in _TURNS)
    last = next(turns, None)
    return last is not None and last.act == IssueAct.PARTLY and words in {"", last.note}


def _answered_by_an_organ(desk: Desk, issue: Issue) -> bool:
    assignment = answering_to(desk, issue)
    return assignment is not None and current(desk, assignment) is not None
