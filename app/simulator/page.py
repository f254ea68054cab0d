"""`/simulator`: three phones on one page, on the real webhook through the fake WeChat. Only with `[simulator] enabled`."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from flask import Blueprint, Response, abort, jsonify, render_template, request
from sqlalchemy import or_, select

from app.clock import MovableClock, SystemClock
from app.security import LinkSigner
from app.service import Service
from app.simulator.cast import Player, search, starters
from app.simulator.demo.console import demo_keys, demo_password
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.media import image_type
from app.simulator.line import FakeIsAway, Line
from app.simulator.time_machine import TimeMachine
from models.people import Contact
from models.place import Grid

P = ParamSpec("P")
PHOTOS = Path(__file__).parent / "static" / "photos"
SAMPLES = ("lamp", "rubbish", "road")
ACTS = ("write", "location", "enter", "choose", "open")
FAULTS: dict[str, dict[str, Any]] = {
    "busy": {"kind": "errcode", "value": -1, "times": None},
    "cut": {"kind": "drop", "times": None},
    "quota": {"kind": "errcode", "value": 45009, "times": None},
}
"""WeChat is busy, the line is cut, the day's quota is used up: until switched off."""

GONE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120"><rect width="240" height="120" fill="#d5d9d6"/>'
    '<text x="120" y="66" text-anchor="middle" font-size="17" fill="#555">微信只留照片三天</text></svg>'
)
"""In place of a picture that WeChat has thrown away; our service fetched it before."""

POLICY = "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; frame-ancestors 'none'"


def simulator(service: Service) -> Blueprint:
    """The page and its API. Every change must bear the header `X-Simulator`, which no other site can send."""
    pages = Blueprint(
        "simulator", __name__, url_prefix="/simulator", template_folder="templates", static_folder="static"
    )
    pages.before_request(_only_from_our_page)
    pages.after_request(_guarded)
    pages.register_error_handler(FakeIsAway, _away)
    pages.register_error_handler(KeyError, _unknown)
    line = Line(service.settings.wechat.api_base)
    _looks(pages, service, line)
    _phones(pages, line)
    _people(pages, service, line)
    _ways(pages, service)
    _world(pages, service, line)
    return pages


def _on_show(view: Callable[P, Any]) -> Callable[P, Any]:
    """The guard of every simulator route: invented people only, and nothing here when the simulator is off."""

    @wraps(view)
    def shown(*args: P.args, **values: P.kwargs) -> Any:
        return view(*args, **values)

    shown.guard = "simulator"  # type: ignore[attr-defined]  # read by the test of all routes
    return shown


def _only_from_our_page() -> None:
    if request.method != "GET" and request.headers.get("X-Simulator") != "1":
        abort(403)


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _away(_error: Exception) -> tuple[Response, int]:
    return jsonify(error="模拟的微信没有回应，请稍等。"), 503


def _unknown(_error: Exception) -> tuple[Response, int]:
    return jsonify(error="没有这个手机或这条内容。"), 404


def _given() -> dict[str, Any]:
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}


def _looks(pages: Blueprint, service: Service, line: Line) -> None:
    machine = TimeMachine(service)

    @pages.get("")
    @_on_show
    def page() -> str:
        return render_template("simulator.html")

    @pages.get("/console")
    @_on_show
    def console() -> str:
        """How to sign in at the console as one of the demo's people."""
        secret_key = service.settings.security.secret_key
        with service.db.reading() as session:
            keys = demo_keys(session, secret_key, SystemClock().now())
        return render_template("simulator_console.html", keys=keys, password=demo_password(secret_key))

    @pages.get("/api/poll")
    @_on_show
    def poll() -> Response:
        """`phones`: openid:last seen id, joined by commas."""
        seen = dict(one.split(":") for one in request.args.get("phones", "").split(",") if ":" in one)
        items = {
            openid: line.get(f"/phones/{openid}/messages?since={int(last)}") for openid, last in seen.items()
        }
        return jsonify(phones=items, clock=machine.shown(list(seen)), faults=line.get("/faults")["waiting"])

    @pages.get("/api/media/<media_id>")
    @_on_show
    def media(media_id: str) -> Response:
        try:
            content, content_type = line.picture(media_id)
        except KeyError:
            return Response(GONE, content_type="image/svg+xml")
        return Response(content, content_type=content_type, headers={"Cache-Control": "max-age=3600"})


def _phones(pages: Blueprint, line: Line) -> None:
    @pages.post("/api/phones/<openid>/<act>")
    @_on_show
    def act(openid: str, act: str) -> tuple[Response, int]:
        if act not in ACTS:
            abort(404)
        given = _given()
        if act == "write" and not str(given.get("text", "")).strip():
            return jsonify(error="写点什么再发。"), 400
        line.later((f"/phones/{openid}/{'write-long' if act == 'write' else act}", given))
        return jsonify(), 202

    @pages.post("/api/phones/<openid>/photo")
    @_on_show
    def photo(openid: str) -> tuple[Response, int]:
        sent, sample = request.files.get("photo"), request.args.get("sample", "")
        if sent is None and sample not in SAMPLES:
            abort(404)
        data = sent.read() if sent is not None else (PHOTOS / f"{sample}.jpg").read_bytes()
        try:
            image_type(data)
        except WeChatError:
            return jsonify(error="这不是照片，请选 JPG 或 PNG。"), 400
        line.later((f"/phones/{openid}/photo", data))
        return jsonify(), 202


def _people(pages: Blueprint, service: Service, line: Line) -> None:
    templates = service.settings.wechat.templates

    def takes_phone(player: Player) -> dict[str, Any]:
        """Make the phone; deputies and staff have allowed what reaches them, as they did when they joined."""
        path = f"/phones/{player.openid}"
        line.put(path, {"name": player.name})
        lasting = [one.id for one in templates.values() if one.kind == "long_term"]
        if player.role != "resident" and lasting and not line.get(path)["grants"]:
            line.later((f"{path}/choose", {"choices": dict.fromkeys(lasting[:5], "accept")}))
        return player.as_json()

    @pages.get("/api/start")
    @_on_show
    def start() -> Response:
        with service.db.reading() as session:
            cast = starters(session)
        ids = {kind: (template.id, template.kind) for kind, template in templates.items()}
        return jsonify(players=[takes_phone(player) for player in cast], templates=ids)

    @pages.get("/api/people")
    @_on_show
    def people() -> Response:
        with service.db.reading() as session:
            found = search(session, request.args.get("role", ""), request.args.get("q", "")[:20].strip())
        return jsonify([player.as_json() for player in found])

    @pages.post("/api/people")
    @_on_show
    def play() -> Response:
        given = _given()
        with service.db.reading() as session:
            found = search(session, str(given.get("role")), openid=str(given.get("openid", "-")))
        if not found:
            abort(404)
        return jsonify(takes_phone(found[0]))


def _ways(pages: Blueprint, service: Service) -> None:
    security = service.settings.security
    signer = LinkSigner(security.secret_key, security.link_days)

    @pages.get("/api/phones/<openid>/page/<role>")
    @_on_show
    def home(openid: str, role: str) -> Response:
        """The way from the mini-program's own menu to the person's pages."""
        with service.db.reading() as session:
            contact = session.scalars(select(Contact.id).where(Contact.openid == openid)).one_or_none()
        if contact is None or role not in {"resident", "deputy", "staff"}:
            abort(404)
        return jsonify(url=f"/m/open?t={signer.sign(contact, f'/m/{role}', service.clock.now())}")

    @pages.get("/api/grids")
    @_on_show
    def grids() -> Response:
        words = request.args.get("q", "")[:20].strip()
        found = select(Grid).where(Grid.active, or_(Grid.name.contains(words), Grid.township.contains(words)))
        with service.db.reading() as session:
            rows = session.scalars(found.order_by(Grid.code).limit(40)).all()
        names = ("code", "name", "township", "latitude", "longitude")
        return jsonify([{name: getattr(grid, name) for name in names} for grid in rows])


def _world(pages: Blueprint, service: Service, line: Line) -> None:
    machine = TimeMachine(service)

    @pages.post("/api/clock")
    @_on_show
    def clock() -> Response:
        if not isinstance(service.clock, MovableClock):
            abort(404)
        given = _given()
        machine.travel(
            str(given.get("to", "")), timedelta(minutes=int(given.get("minutes", 0))), given.get("phones", [])
        )
        return jsonify(machine.shown([]))

    @pages.post("/api/faults")
    @_on_show
    def faults() -> Response:
        line.delete("/faults")
        if (fault := FAULTS.get(str(_given().get("kind")))) is not None:
            line.post("/faults", fault)
        return jsonify()
