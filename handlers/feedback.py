"""反馈: an organ's reply goes to every deputy and every resident separately, who are asked what they think of it."""

from handlers import assignment_clocks, loop_news, news, wording
from handlers.assignment_life import by_organ, covered
from handlers.desk import Desk
from handlers.evaluating import settle
from handlers.issue_life import SYSTEM, log, move
from handlers.loop_people import deputies_of
from handlers.replies import CLAIMS
from models.assignment import Assignment, LoopClock
from models.issue import Issue
from models.people import Deputy
from models.reply import AnswerState, DeputyMark, MarkState, Reply, ResidentAnswer
from models.rules.issue_state import IssueAct, IssueState

IN_THE_GRID = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED)
SHOWN = 300
GRADES = "满意、基本满意 或 不满意"


def send(desk: Desk, assignment: Assignment, reply: Reply) -> None:
    """Ask all whom it concerns, nothing pre-selected (河南办法 art. 21–22); who closed theirs before is told of it."""
    assignment_clocks.stop(desk, assignment, LoopClock.OBJECT, LoopClock.ASSIST, LoopClock.REPLY)
    clock = assignment_clocks.start(desk, assignment, LoopClock.RATE)
    until = wording.last_day(clock.due_at, desk.rules.zone)
    for deputy in deputies_of(desk, assignment):
        reply.marks.append(DeputyMark(deputy=deputy, state=MarkState.ASKED, asked_at=desk.now))
        _ask_deputy(desk, assignment, reply, deputy, until)
    for issue in covered(desk, assignment):
        if issue.state in IN_THE_GRID:  # a linked one that was never reported up follows the main one now
            move(desk, issue, IssueAct.REPORT_UP, SYSTEM, "与同一件事一并办理")
        if issue.state is IssueState.REPORTED:
            reply.answers.append(
                ResidentAnswer(issue_id=issue.id, state=AnswerState.ASKED, asked_at=desk.now)
            )
            _ask_resident(desk, issue, reply)
        elif issue.state is IssueState.CLOSED and not _has_heard(issue):
            _tell_resident(desk, issue, reply)
    desk.session.flush()
    result = wording.RESULT_IN_WORDS[reply.result]
    text = f"{loop_news.subject(assignment)} {reply.organ.name}已答复（{result}），正在请代表和群众评价。"
    loop_news.to_staff(desk, assignment, text)
    settle(desk, assignment)


def rated_by(assignment: Assignment) -> int:
    """The number a deputy rates it by in chat: the main matter's; of a suggestion the assignment's own."""
    return assignment.issue_id or assignment.id


def how_to_rate(assignment: Assignment, until: str) -> str:
    """The chat word, with nothing pre-selected."""
    return (
        f"办理态度和办理结果请分开评价，{until}前有效。请回复：\n"
        f"评价 {rated_by(assignment)} 态度…… 结果……（各填{GRADES}）"
    )


def _ask_deputy(desk: Desk, assignment: Assignment, reply: Reply, deputy: Deputy, until: str) -> None:
    result = wording.RESULT_IN_WORDS[reply.result]
    text = (
        f"{loop_news.subject(assignment)} {reply.organ.name}答复您（{result}）：\n"
        f"{wording.snippet(reply.text, SHOWN)}\n{how_to_rate(assignment, until)}"
    )
    loop_news.to_deputy(desk, assignment, deputy, text)


def _ask_resident(desk: Desk, issue: Issue, reply: Reply) -> None:
    log(desk, issue, "fed_back", by_organ(reply.organ), f"{reply.organ.name}答复：{reply.plain_words}")
    news.to_resident(desk, issue, asked(issue, reply, reply.plain_words))


def _has_heard(issue: Issue) -> bool:
    """Who closed it after a reply is left in peace in later rounds."""
    return any(event.act == "fed_back" for event in issue.events)


def _tell_resident(desk: Desk, issue: Issue, reply: Reply) -> None:
    """What the organ did of a matter that they closed themselves they may know, and say otherwise; they are not asked."""
    log(desk, issue, "fed_back", by_organ(reply.organ), f"{reply.organ.name}答复：{reply.plain_words}")
    text = (
        f"№ {issue.id}（{wording.state(issue)}）{reply.organ.name}答复：\n{reply.plain_words}\n"
        f"不用再回复。要是其实没有办好，请回复：解决 {issue.id} 否"
    )
    news.to_resident(desk, issue, text)


def asked(issue: Issue, reply: Reply, words: str) -> str:
    """What the resident reads, and what they are asked: 「真的解决了吗？」, then the grade."""
    head = f"№ {issue.id} {reply.organ.name}答复您：\n{words}\n"
    question = f"真的解决了吗？请回复：解决 {issue.id} 是（或 部分、否）"
    if reply.result in CLAIMS:
        return head + question
    return f"{head}{question}\n您对这个答复满意吗？请回复：评价 {issue.id} 满意（或 基本满意、不满意）"
