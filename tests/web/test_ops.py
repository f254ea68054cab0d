"""Operations: alive, ready, figures; and what people see when something fails."""

import json

import pytest
from flask import Flask

from app.service import Service
from tests.web.conftest import Door


def test_a_migrated_database_is_ready_and_redis_is_said_but_not_required(app: Flask) -> None:
    assert app.test_client().get("/healthz").json == {"status": "alive"}
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "database": "ok", "redis": "none"}


def test_a_database_of_another_revision_is_not_ready_and_says_what_to_do(
    app: Flask, service: Service
) -> None:
    with service.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "run `migrate`" in answer.get_json()["database"]
    assert app.test_client().get("/healthz").status_code == 200


def figures(app: Flask) -> dict[str, float]:
    lines = app.test_client().get("/metrics").text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_the_figures_count_what_came_and_what_waits(app: Flask, door: Door) -> None:
    message = door.says("路灯坏了")
    for _ in range(3):
        door.pushes(message)
    door.posts_nonsense()
    found = figures(app)
    assert found['gridvoice_pushes_total{outcome="accepted"}'] == 1
    assert found['gridvoice_pushes_total{outcome="repeated"}'] == 2
    assert found['gridvoice_pushes_rejected_total{reason="neither JSON nor XML"}'] == 1
    assert found["gridvoice_inbox_open"] == 1
    assert found["gridvoice_inbox_oldest_seconds"] >= 0
    assert found["gridvoice_scheduler_lease_seconds"] == -1


def test_the_figures_say_nothing_of_anybody(app: Flask, door: Door) -> None:
    door.pushes(door.says("我叫张三", openid="oZhangSan"))
    text = app.test_client().get("/metrics").text
    assert "oZhangSan" not in text
    assert "张三" not in text


def test_a_missing_page_is_one_plain_sentence_and_json_for_programs(app: Flask) -> None:
    page = app.test_client().get("/nothing-here")
    assert (page.status_code, page.content_type) == (404, "text/html; charset=utf-8")
    assert "没有找到这个页面" in page.text
    answer = app.test_client().get("/api/v1/nothing-here")
    assert answer.status_code == 404
    assert json.loads(answer.text)["error"]["code"] == 404


def test_the_wrong_method_says_which_are_right(app: Flask) -> None:
    answer = app.test_client().post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_mistake_of_ours_shows_no_traceback(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise RuntimeError("secret inside")

    monkeypatch.setitem(app.view_functions, "ops.healthz", broken)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 500
    assert "系统出了点问题" in answer.text
    assert "secret inside" not in answer.text
