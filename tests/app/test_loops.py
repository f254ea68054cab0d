"""An outage of hours must not end what should go on when it is over."""

import threading
from pathlib import Path

from app.children import Child
from app.loops import Loop
from app.metrics import Metrics


class NoPatience(threading.Event):
    """Waits no time at all, so that a night of failures passes in a moment; remembers how long it should have been."""

    def __init__(self) -> None:
        super().__init__()
        self.rests: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.rests.append(timeout or 0.0)
        return self.is_set()


def test_a_loop_lives_through_a_night_without_a_database(tmp_path: Path) -> None:
    stopping = NoPatience()

    def step() -> int:
        if len(stopping.rests) < 2000:
            raise ConnectionError
        stopping.set()
        return 0

    loop = Loop("intake", step, stopping, Metrics(tmp_path))
    loop.woken = NoPatience()
    loop.run()
    assert stopping.is_set()
    assert stopping.rests[:3] == [1.0, 2.0, 4.0]
    assert max(stopping.rests) == stopping.rests[-1] == 30.0


def test_a_child_that_died_all_night_is_started_again() -> None:
    child = Child("worker", lambda: None, deaths=2000)
    child.tend()
    assert child.process is not None
    child.process.join()
    child.tend()
    assert (child.process, child.deaths) == (None, 2001)
