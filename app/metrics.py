"""What is counted while it happens, shared by all processes of this machine through files (prometheus multiprocess)."""

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, values
from prometheus_client.multiprocess import MultiProcessCollector

ENVIRONMENT = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The counters of one process; built once, before it forks. Readings from all processes: `everything()`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        # prometheus_client decides at import whether values live in files; we know the folder only now
        os.environ[ENVIRONMENT] = str(folder)
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
        registry = CollectorRegistry()
        pushes = Counter(
            "gridvoice_pushes",
            "Pushes of WeChat at the webhook, by what became of them",
            ["outcome"],
            registry=registry,
        )
        self.accepted = pushes.labels("accepted")
        self.repeated = pushes.labels("repeated")
        self.failed = pushes.labels("failed")
        self.rejected = Counter(
            "gridvoice_pushes_rejected", "Pushes refused, by reason", ["reason"], registry=registry
        )
        self.steps = Counter(
            "gridvoice_handled", "Things a queue or job brought to an end", ["what"], registry=registry
        )
        self.step_errors = Counter(
            "gridvoice_step_errors", "Queue steps and jobs that raised", ["what"], registry=registry
        )

    def everything(self) -> CollectorRegistry:
        """A registry that adds up what all processes have counted."""
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(self.folder))  # type: ignore[no-untyped-call]
        return registry


def forget_former_processes(folder: Path) -> None:
    """Start counting anew: only when no process of ours runs."""
    for file in folder.glob("*.db"):
        file.unlink()
