"""What stands between a mistake and whoever made it: a plain page that runs nothing and is kept nowhere."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from flask import Flask


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/console/nothing", 404),
        ("GET", "/console/issues/abc", 404),
        ("POST", "/console/worklist", 405),
        ("GET", "/m/nothing", 404),
        ("POST", "/m/open", 405),
    ],
)
def test_a_page_outside_all_others_is_as_closed_as_they_are(
    app: Flask, method: str, path: str, status: int
) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_its_own_style_and_no_other_is_allowed(app: Flask) -> None:
    answer = app.test_client().get("/console/nothing")
    style = re.search(r"<style>(.*?)</style>", answer.get_data(as_text=True), re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
