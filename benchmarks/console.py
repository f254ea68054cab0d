"""The console's pages with a hundred thousand and with a million issues: the work list, searches, the dashboard, one matter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import select

from app.rulebook import rulebook_from
from app.service import Service, build
from app.web.application import create_app
from app.web.console.house import HTTP_OK
from app.web.console.sessions import COOKIE, PATH, Sessions
from benchmarks import years
from benchmarks.account import settings
from benchmarks.ground import Ground
from benchmarks.report import Report
from models.account import Account
from models.db import Database
from models.people import StaffMember, StaffRole
from models.rules.sign_in import folded
from scheduler.statistics import count_due

SIZES = (100_000, 1_000_000)
ROUNDS = 15
MOST_MILLISECONDS = 150.0
MOST_SLOWER = 1.5
PAGES = {
    "work list": "/console/worklist",
    "work list, due this week": "/console/worklist?group=week",
    "search, two words": "/console/search?q=路灯 不亮",
    "search, a word in a third of them": "/console/search?q=老人",
    "search, a number": "/console/search?q=№ 20001",
    "search, what is late": "/console/search?late=1",
    "search, an organ's": "/console/search?organ=交通",
    "dashboard, a year": "/console/dashboard",
    "one matter": "/console/issues/10101",
}


def run(ground: Ground, report: Report) -> None:
    for kind in ground.kinds:
        spans = {size: _measured(ground, report, kind, size) for size in SIZES}
        few, many = (spans[size] for size in SIZES)
        for name in PAGES:
            quick, slow = median(few[name]), median(many[name])
            report.add(
                f"{kind}: {name}",
                f"{quick:.0f} → {slow:.0f} ms",
                f"< {MOST_MILLISECONDS:.0f} ms and ≤ {MOST_SLOWER}×",
                met=slow < MOST_MILLISECONDS and slow <= max(quick, 10.0) * MOST_SLOWER,
            )
        report.raw[kind] = {str(size): found for size, found in spans.items()}


def _measured(ground: Ground, report: Report, kind: str, size: int) -> dict[str, list[float]]:
    with ground.database(kind) as url:
        begun, now = perf_counter(), datetime.now(UTC)
        database = Database(url)
        years.county(database, size, now)
        database.close()
        print(f"  ({kind} filled with {size:,} issues in {perf_counter() - begun:.0f} s)", flush=True)
        with _service(ground, url) as service:
            begun = perf_counter()
            months = _counted(service, now)
            spent = perf_counter() - begun
            report.add(f"{kind}, {size:,}: counting a month anew", f"{1000 * spent / months:.0f} ms")
            return _pages(service)


@contextmanager
def _service(ground: Ground, url: str) -> Iterator[Service]:
    service = build(settings(url, ground.subfolder("console"), ground.redis_url))
    yield service
    service.close()


def _counted(service: Service, now: datetime) -> int:
    months = 0
    while count_due(service.db, rulebook_from(service.settings), now):
        months += 1
    return months


def _pages(service: Service) -> dict[str, list[float]]:
    """Milliseconds in the server, by a clerk of the county."""
    client = create_app(service).test_client()
    name, cookie = _session(service)
    client.set_cookie(name, cookie, path=PATH)
    return {name: [_timed(client, path) for _ in range(ROUNDS)] for name, path in PAGES.items()}


def _timed(client: FlaskClient, path: str) -> float:
    begun = perf_counter()
    answer = client.get(path)
    spent = (perf_counter() - begun) * 1000
    if answer.status_code != HTTP_OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return spent


def _session(service: Service) -> tuple[str, str]:
    """A county clerk's cookie: without the sign-in form, which is slow on purpose."""
    now = service.clock.now()
    with service.db.transaction() as session:
        clerk = session.scalars(select(StaffMember).where(StaffMember.role == StaffRole.COUNTY)).first()
        if clerk is None:
            raise RuntimeError("the demo county has no county staff")
        account = Account(name=folded(clerk.code), created_at=now, staff_id=clerk.id, password_hash="none")
        session.add(account)
        session.flush()
        limits = service.settings.console
        hours, idle = timedelta(hours=limits.session_hours), timedelta(minutes=limits.idle_minutes)
        sessions = Sessions(service.settings.security.secret_key, hours, idle)
        return COOKIE, sessions.sealed(sessions.begin(account.id, account.generation, now))
