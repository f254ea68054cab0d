"""Processor time of everything we started: on a machine with other work it tells more than the clock."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PPID, _UTIME, _STIME = 1, 11, 12
"""Positions in /proc/PID/stat after the name (proc(5): fields 4, 14, 15)."""


def used_by_children() -> float:
    """Seconds used so far by all living descendants of this process: servers, databases. 0 where there is no /proc."""
    parents, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue  # it has just ended
        parents[int(folder.name)] = int(fields[_PPID])
        used[int(folder.name)] = (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS
    family = {os.getpid()}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    return sum(used[pid] for pid in family if pid in used and pid != os.getpid())
