"""What can go wrong between us and WeChat, switched on and off while running."""

import threading
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

FaultKind = Literal["errcode", "hang", "drop", "html", "lost_answer"]
EVERYWHERE = "*"


@dataclass
class Fault:
    """`errcode`: answer it; `hang`: wait `value` seconds first; `drop`: hang up; `html`: a 200 page that is no JSON;

    `lost_answer`: do what was asked, then hang up. `times` None: until cleared. `path` "*": every call.
    """

    kind: FaultKind
    path: str = EVERYWHERE
    value: float = 0
    times: int | None = 1

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"unknown fault {self.kind!r}; known: {', '.join(get_args(FaultKind))}")


@dataclass
class FaultBoard:
    """The faults waiting, and the latency in milliseconds that every answer has."""

    latency_ms: float = 0
    waiting: list[Fault] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        with self._lock:
            self.waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self.waiting.clear()
        self.latency_ms = 0

    def take(self, path: str) -> Fault | None:
        """The first fault that applies to this call, used up by one."""
        if not self.waiting:
            return None
        with self._lock:
            for fault in self.waiting:
                if fault.path in {EVERYWHERE, path}:
                    self._use(fault)
                    return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self.waiting.remove(fault)

    def pause(self, fault: Fault | None) -> None:
        """The latency, and the hang if there is one; cut short when the fake closes."""
        seconds = self.latency_ms / 1000 + (fault.value if fault and fault.kind == "hang" else 0)
        if seconds > 0:
            self.closing.wait(seconds)

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {"latency_ms": self.latency_ms, "waiting": [asdict(fault) for fault in self.waiting]}
