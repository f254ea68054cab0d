"""Regular expressions that mean the same on every Python we run on."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
POSSESSIVE = re.compile(r"(?<!\\)[)\]}][*+?]\+|\(\?>")


def test_no_possessive_quantifiers() -> None:
    """Before Python 3.11.5 they lose matches inside groups, and Debian 12 ships 3.11.2: see models/rules/greedy.py."""
    compiled = re.compile(r"re\.compile\((.*?)^\)|re\.compile\(.*", re.MULTILINE | re.DOTALL)
    found = [
        str(path.relative_to(ROOT))
        for room in ("app", "handlers", "models", "scheduler")
        for path in sorted((ROOT / room).rglob("*.py"))
        for use in compiled.finditer(path.read_text(encoding="utf-8"))
        if POSSESSIVE.search(re.sub(r"\[[^\]]*\]", "[]", use[0].partition("\n\n")[0]))
    ]
    assert found == []
