"""The table of endpoints, and the way of one call through it: count, fault, quota, token, act."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Literal

from app.simulator.fake_wechat import api_account, api_content, api_media, api_messages
from app.simulator.fake_wechat.calls import Answer, Call
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.faults import Fault

SUBSCRIBE_SEND = "/cgi-bin/message/subscribe/send"


@dataclass(frozen=True)
class Endpoint:
    """One interface; `token` says whether it wants an access token."""

    method: Literal["GET", "POST"]
    run: Callable[[FakeWeChat, Call], Answer]
    token: bool = True


ENDPOINTS: dict[str, Endpoint] = {
    "/cgi-bin/token": Endpoint("GET", api_account.token, token=False),
    "/cgi-bin/stable_token": Endpoint("POST", api_account.stable_token, token=False),
    "/sns/jscode2session": Endpoint("GET", api_account.code_to_session, token=False),
    "/wxa/business/getuserphonenumber": Endpoint("POST", api_account.phone_number),
    "/cgi-bin/getcallbackip": Endpoint("GET", api_account.callback_ips),
    "/cgi-bin/message/custom/send": Endpoint("POST", api_messages.send_custom),
    SUBSCRIBE_SEND: Endpoint("POST", api_messages.send_subscription),
    "/wxaapi/newtmpl/gettemplate": Endpoint("GET", api_messages.list_templates),
    "/wxa/msg_sec_check": Endpoint("POST", api_content.check_text),
    "/wxa/media_check_async": Endpoint("POST", api_content.check_media),
    "/wxa/getwxacodeunlimit": Endpoint("POST", api_content.mini_program_code),
    "/cgi-bin/media/upload": Endpoint("POST", api_media.upload),
    "/cgi-bin/media/get": Endpoint("GET", api_media.download),
}


class NoAnswerError(Exception):
    """The connection is to be dropped."""


class WebPageError(Exception):
    """A page of HTML is to be answered, with status 200."""


def handle(fake: FakeWeChat, method: str, call: Call) -> Answer:
    """One call of the API. Refusals are answers too; raises `NoAnswerError`, `WebPageError` for those faults."""
    fake.quota.count(call.path)
    try:
        return _with_faults(fake, method, call)
    except WeChatError as error:
        fake.quota.refused(call.path, error.code)
        return error.answer()


def _with_faults(fake: FakeWeChat, method: str, call: Call) -> Answer:
    fault = fake.faults.take(call.path)
    with _on_its_way(fake, call):
        fake.faults.pause(fault)
        _fail_before(fault)
        with fake.lock:
            answer = _act(fake, method, call)
    if fault is not None and fault.kind == "lost_answer":
        raise NoAnswerError
    return answer


def _fail_before(fault: Fault | None) -> None:
    if fault is None:
        return
    if fault.kind == "errcode":
        raise WeChatError(int(fault.value))
    if fault.kind == "drop":
        raise NoAnswerError
    if fault.kind == "html":
        raise WebPageError


def _on_its_way(fake: FakeWeChat, call: Call) -> AbstractContextManager[None]:
    """While a subscription message is on its way, however slowly, a second to the same person is refused."""
    return _one_at_a_time(fake, call) if call.path == SUBSCRIBE_SEND else nullcontext()


@contextmanager
def _one_at_a_time(fake: FakeWeChat, call: Call) -> Iterator[None]:
    with fake.only_send_to(str(call.json.get("touser"))):
        yield


def _act(fake: FakeWeChat, method: str, call: Call) -> Answer:
    endpoint = ENDPOINTS[call.path]
    if method != endpoint.method:
        raise WeChatError(43001 if endpoint.method == "GET" else 43002)
    if endpoint.token:
        fake.tokens.check(call.query.get("access_token", ""), fake.now())
    fake.quota.spend(call.path, fake.now())
    return endpoint.run(fake, call)
