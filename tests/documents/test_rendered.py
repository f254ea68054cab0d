"""The papers as LibreOffice prints them; only where it is installed."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.documents import letters
from app.documents.templates_store import Templates
from tests.documents.papers import ASSIGN, EVERY, MATTER

NEEDED = ("soffice", "pdftotext")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="LibreOffice or poppler is not installed"),
]
POINTS_OF_MM = 72 / 25.4


def printed(directory: Path, papers: dict[str, bytes]) -> None:
    for name, content in papers.items():
        (directory / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{directory}/profile"
    files = [str(directory / f"{name}.docx") for name in papers]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(directory), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def words(pdf: Path, *options: str) -> str:
    command = ["pdftotext", *options, str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def test_letters_print_whole_and_number_their_second_page(tmp_path: Path) -> None:
    house = Templates(tmp_path / "none")
    story = "\n".join(f"第{n}段拦水坝裂缝。" + "老人小孩过河要绕行三里路，" * 12 for n in range(12))
    long = replace(ASSIGN, matter=replace(MATTER, summary=story))
    papers = {kind: letters.render(content, house) for kind, content in EVERY.items()}
    printed(tmp_path, {**papers, "long": letters.render(long, house)})
    pages = re.sub(r"[ \n]", "", words(tmp_path / "long.pdf")).split("\f")
    assert len(pages) > 3
    assert "西峡县人民代表大会常务委员会办公室" in pages[0]
    assert "—1—" not in pages[0]
    assert "—2—" in pages[1]
    assert "—3—" in pages[2]
    for n in range(12):
        assert f"第{n}段拦水坝裂缝。" in "".join(pages)
    for kind in EVERY:
        assert "2026年11月" in re.sub(r"[ \n\f]", "", words(tmp_path / f"{kind}.pdf"))
    first = words(tmp_path / "assign.pdf", "-bbox", "-l", "1")
    left = min(float(x) for x in re.findall(r'<word xMin="([0-9.]+)"', first))
    right = max(float(x) for x in re.findall(r'xMax="([0-9.]+)"', first))
    assert left / POINTS_OF_MM > 20
    assert right / POINTS_OF_MM < 190
