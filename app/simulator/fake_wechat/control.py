"""`/_phone/…`: what the simulator page does with the phones and the faults. JSON in, JSON out.

A delivery to the webhook is reported as {acknowledged, deliveries, seconds, transferred, last_answer}.
"""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from app.simulator.fake_wechat.control_phones import PHONE_ACTS, phone_view
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.faults import Fault

LOOPBACK_ORIGINS = ("http://127.0.0.1:", "http://localhost:")


def create_control(fake: FakeWeChat) -> Blueprint:
    """The control routes over one fake."""
    control = Blueprint("control", __name__, url_prefix="/_phone")
    control.after_request(_let_our_page_in)
    control.register_error_handler(ValueError, _refuse)
    control.register_error_handler(WeChatError, _refuse_like_wechat)
    _phone_routes(control, fake)
    _fault_routes(control, fake)
    _look_routes(control, fake)
    return control


def body() -> dict[str, Any]:
    """The JSON object sent; an empty one when there is none. Raises `ValueError` for anything else."""
    given = request.get_json(silent=True) if request.get_data(cache=True) else {}
    if not isinstance(given, dict):
        raise ValueError("a JSON object is expected")  # noqa: TRY004 - becomes a 400 with this sentence
    return given


def _phone_routes(control: Blueprint, fake: FakeWeChat) -> None:
    @control.get("/phones")
    def phones() -> ResponseReturnValue:
        return jsonify([phone.as_json() for phone in fake.phones])

    @control.put("/phones/<openid>")
    def make(openid: str) -> ResponseReturnValue:
        given = body()
        phone = fake.phone(openid, str(given.get("name", "")), str(given.get("number", "")))
        return jsonify(phone.as_json())

    @control.get("/phones/<openid>")
    def look(openid: str) -> ResponseReturnValue:
        return jsonify(phone_view(fake, openid))

    @control.get("/phones/<openid>/messages")
    def messages(openid: str) -> ResponseReturnValue:
        since = request.args.get("since", 0, int)
        return jsonify([item.as_json() for item in fake.shown(openid, since)])

    @control.post("/phones/<openid>/photo")
    def photo(openid: str) -> ResponseReturnValue:
        sent = request.files.get("photo")
        data = sent.read() if sent is not None else request.get_data()
        return jsonify(fake.send_photo(openid, data).as_json())

    @control.post("/phones/<openid>/<act>")
    def act(openid: str, act: str) -> ResponseReturnValue:
        if act not in PHONE_ACTS:
            abort(404)
        return jsonify(PHONE_ACTS[act](fake, openid, body()))


def _fault_routes(control: Blueprint, fake: FakeWeChat) -> None:
    @control.get("/faults")
    def faults() -> ResponseReturnValue:
        return jsonify(fake.faults.as_json())

    @control.post("/faults")
    def add_fault() -> ResponseReturnValue:
        try:
            fake.faults.add(Fault(**body()))
        except TypeError as error:
            raise ValueError(str(error)) from error
        return jsonify(fake.faults.as_json())

    @control.delete("/faults")
    def clear_faults() -> ResponseReturnValue:
        fake.faults.clear()
        return jsonify(fake.faults.as_json())

    @control.post("/latency")
    def latency() -> ResponseReturnValue:
        fake.faults.latency_ms = float(body().get("ms", 0))
        return jsonify(fake.faults.as_json())

    @control.post("/tokens/invalidate")
    def invalidate() -> ResponseReturnValue:
        with fake.lock:
            fake.tokens.revoke_all(fake.now())
        return jsonify({})


def _look_routes(control: Blueprint, fake: FakeWeChat) -> None:
    @control.get("/templates")
    def templates() -> ResponseReturnValue:
        return jsonify([template.as_listed(key) for key, template in fake.templates.items()])

    @control.get("/counters")
    def counters() -> ResponseReturnValue:
        return jsonify({"calls": fake.quota.calls, "refusals": fake.quota.refusals})

    @control.post("/push")
    def push() -> ResponseReturnValue:
        return jsonify(fake.push(body()).as_json())

    @control.get("/media/<media_id>")
    def media(media_id: str) -> ResponseReturnValue:
        found = fake.media.get(media_id, fake.now())
        return Response(found.data, content_type=found.content_type)


def _refuse(error: ValueError) -> ResponseReturnValue:
    return jsonify({"error": str(error)}), 400


def _refuse_like_wechat(error: WeChatError) -> ResponseReturnValue:
    return jsonify({"error": error.answer()["errmsg"], "errcode": error.code}), 404


def _let_our_page_in(response: Response) -> Response:
    """The simulator page has another port, hence another origin."""
    origin = request.headers.get("Origin", "")
    if origin.startswith(LOOPBACK_ORIGINS):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Vary"] = "Origin"
    return response
