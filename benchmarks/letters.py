"""A county's month of papers: 400 letters drawn and numbered, their Word files, and both lists; in ratio to an empty .docx."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from docx import Document
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.documents import exports, letters
from app.documents.templates_store import Templates
from app.rulebook import rulebook_from
from app.security import CodeMaker, Vault
from benchmarks import account, fill
from benchmarks.ground import Ground
from benchmarks.report import Report
from handlers import assigning
from handlers.desk import Desk
from handlers.letters import draw, proposed
from handlers.orders import Orders
from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.assignment import Assignment, Level
from models.db import Database
from models.issue import Check, Issue, IssueChannel, IssueMessage, Result
from models.people import Organ, OrganKind, Resident, StaffMember, StaffRole
from models.place import Grid
from models.queries.lists import Which
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.supervision import Letter, LetterKind, LetterSeries

COUNT = 400
ROUNDS = 5
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 16, 9, 0, tzinfo=SHANGHAI)
WORDS = "村口的路灯坏了三盏，晚上接孩子看不见路。" * 8
MOST_MILLISECONDS = 50.0
"""For a letter, drawn and printed; for a row of a list."""


def run(ground: Ground, report: Report) -> None:
    rules = rulebook_from(account.settings("sqlite:///unused", Path(), ""))
    templates = Templates(ground.folder / "templates")
    for kind in ground.kinds:
        with ground.database(kind) as url:
            database = Database(url)
            _assigned(database, rules)
            _measure(report, kind, database, rules, templates)
            database.close()


def _measure(report: Report, kind: str, database: Database, rules: Rulebook, templates: Templates) -> None:
    bare = _milliseconds(_empty_paper)
    report.add(f"{kind}: an empty .docx opened and saved by python-docx", f"{bare:.2f} ms")
    begun = perf_counter()
    _draw_all(database, rules)
    spent = perf_counter() - begun
    _close_all(database)
    with database.reading() as session:
        drawn = list(session.scalars(select(Letter).order_by(Letter.number)))
        _check(drawn, session.scalars(select(LetterSeries.last)).one())
        printing = _each(
            lambda: [letters.render_words(one.kind.value, one.content, templates) for one in drawn]
        )
        listed = {which: _each(lambda which=which: _list(session, rules, which)) for which in Which}  # type: ignore[misc]  # bound now
    found = {"a letter drawn and numbered": spent * 1000 / COUNT, "a letter's Word file": printing}
    found |= {f"a row of the list {which} (.xlsx)": each for which, each in listed.items()}
    for what, each in found.items():
        figure = (
            f"{each:.2f} ms each, {each * COUNT / 1000:.2f} s for {COUNT}; {each / bare:.2f}× an empty .docx"
        )
        report.add(f"{kind}: {what}", figure, f"≤ {MOST_MILLISECONDS:.0f} ms", met=each <= MOST_MILLISECONDS)
    report.raw[kind] = {"empty_docx_ms": bare, **found}


def _milliseconds(once: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        for _ in range(20):
            once()
        spent.append((perf_counter() - begun) * 50)
    return median(spent)


def _each(once: Callable[[], object]) -> float:
    """Milliseconds for one of `COUNT`."""
    spent = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        once()
        spent.append((perf_counter() - begun) * 1000 / COUNT)
    return median(spent)


def _empty_paper() -> None:
    Document().save(io.BytesIO())


def _list(session: Session, rules: Rulebook, which: Which) -> bytes:
    session.expunge_all()
    source = exports.Source(session, rules.zone, Vault("k" * 32), CodeMaker("k" * 32), NOW)
    return exports.printable(source, which)


def _draw_all(database: Database, rules: Rulebook) -> None:
    """Each in a transaction of its own, as clerks do it."""
    for number in range(1, COUNT + 1):
        with database.transaction() as session:
            desk = Desk(session, rules, PlaceBook(), NOW + timedelta(hours=1))
            clerk = session.scalars(select(StaffMember).where(StaffMember.code == "SB")).one()
            draw(desk, clerk, number, LetterKind.ASSIGN, proposed(desk, clerk, number, LetterKind.ASSIGN))


def _close_all(database: Database) -> None:
    """For the list of what was resolved: as if each had been solved and closed out."""
    solved = {"state": AssignmentState.CLOSED_OUT, "result": Result.SOLVED, "closed_at": NOW}
    with database.transaction() as session:
        session.execute(update(Assignment).values(solved))


def _check(drawn: list[Letter], last: int) -> None:
    """Raises unless every number was given once."""
    if [one.number for one in drawn] != list(range(1, COUNT + 1)) or last != COUNT:
        raise RuntimeError(f"{len(drawn)} letters, the last number is {last}")


def _assigned(database: Database, rules: Rulebook) -> None:
    """As many matters, each given to an organ."""
    fill.county(database, NOW)
    with database.transaction() as session:
        desk = Desk(session, rules, PlaceBook(), NOW)
        clerk = StaffMember(code="SB", name="办", role=StaffRole.COUNTY)
        session.add_all([clerk, Organ(code="JB", name="县交通运输局", kind=OrganKind.GOVERNMENT)])
        grid, resident = session.scalars(select(Grid).limit(1)).one(), Resident()
        session.add(resident)
        session.flush()
        for _ in range(COUNT):
            session.add(_matter(grid, resident))
        session.flush()
        orders = Orders("JB", (), "请现场查看后答复")
        for number in session.scalars(select(Assignment.id).order_by(Assignment.id)).all():
            assigning.assign(desk, clerk, number, orders)


def _matter(grid: Grid, resident: Resident) -> Assignment:
    moments = dict.fromkeys(("created_at", "last_said_at", "last_heard_at", "submitted_at"), NOW)
    issue = Issue(resident=resident, grid=grid, state=IssueState.REPORTED, check=Check.PASSED, **moments)
    issue.channel = IssueChannel.WECHAT
    issue.messages.append(
        IssueMessage(text=WORDS, said_at=NOW, kind="text", check=Check.PASSED, message_id="")
    )
    place = {"county": grid.county, "township": grid.township}
    return Assignment(issue=issue, state=AssignmentState.STUDY, level=Level.COUNTY, created_at=NOW, **place)
