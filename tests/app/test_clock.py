"""The simulator's clock: moved by one process, seen by all, never turned back."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.clock import MovableClock, SystemClock

A_BLINK = timedelta(seconds=5)
ASK = (
    "import sys; from pathlib import Path; from app.clock import MovableClock;"
    "print(MovableClock(Path(sys.argv[1])).now().isoformat())"
)


def test_an_untouched_clock_shows_the_machines_time(tmp_path: Path) -> None:
    assert abs(MovableClock(tmp_path / "clock").now() - SystemClock().now()) < A_BLINK


def test_a_moved_clock_is_seen_by_a_clock_made_before_and_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "var" / "clock"
    before = MovableClock(path)
    before.now()
    morning = datetime.now(UTC) + timedelta(days=3)
    MovableClock(path).move_to(morning)
    assert abs(before.now() - morning) < A_BLINK
    told = subprocess.run([sys.executable, "-c", ASK, str(path)], capture_output=True, text=True, check=True)
    assert abs(datetime.fromisoformat(told.stdout.strip()) - morning) < A_BLINK


def test_it_goes_on_from_where_it_was_moved_to_and_moves_again(tmp_path: Path) -> None:
    clock = MovableClock(tmp_path / "clock")
    for days in (1, 2, 30):
        moment = datetime.now(UTC) + timedelta(days=days)
        assert abs(clock.move_to(moment) - moment) < A_BLINK


def test_it_is_never_turned_back(tmp_path: Path) -> None:
    clock = MovableClock(tmp_path / "clock")
    later = clock.move_to(datetime.now(UTC) + timedelta(days=9))
    assert clock.move_to(datetime.now(UTC)) >= later
