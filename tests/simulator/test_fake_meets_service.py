"""The fake and our own WeChat side, each written from the protocol alone, understand each other."""

from collections.abc import Callable, Iterator

import pytest

from app.settings import WeChat
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.push import MessageFormat, Mode, build_url_check
from app.simulator.fake_wechat.server import serve
from app.wechat.client import WeChatApi
from app.wechat.envelope import Envelope
from app.wechat.errors import WeChatError
from app.wechat.token import TokenBroker
from app.wechat.transport import Transport
from tests.simulator.account import Clock, Webhook

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def settings_of(fake: FakeWeChat) -> WeChat:
    return WeChat(
        app_id=fake.app_id,
        app_secret=fake.app_secret,
        token=fake.token,
        encoding_aes_key=fake.encoding_aes_key,
        original_id=fake.original_id,
        mode=fake.mode,
        message_format=fake.message_format,
        api_base=fake.base_url,
    )


@pytest.mark.parametrize("message_format", ["json", "xml"])
@pytest.mark.parametrize("mode", ["plain", "compatible", "security"])
def test_our_envelope_opens_what_the_fake_pushes(
    make_fake: Callable[..., FakeWeChat],
    webhook: Webhook,
    clock: Clock,
    mode: Mode,
    message_format: MessageFormat,
) -> None:
    fake = make_fake(mode=mode, message_format=message_format)
    fake.sender.post = webhook
    fake.enter("oWang", "g=12")
    fake.write("oWang", "路灯坏了 ]]> 😀")
    fake.choose("oWang", {"NOTICE": "accept", "RESULT": "reject"})
    envelope = Envelope(settings_of(fake))
    entered, wrote, chose = (envelope.open(push.url_query, push.body, clock()) for push in webhook.got)
    assert (entered["Event"], entered["SessionFrom"]) == ("user_enter_tempsession", "g=12")
    assert (wrote["FromUserName"], wrote["Content"]) == ("oWang", "路灯坏了 ]]> 😀")
    assert str(wrote["MsgId"]) == fake.shown("oWang")[0].msg_id
    assert chose["Event"] == "subscribe_msg_popup_event"
    assert envelope.verify_url(build_url_check(fake.token, "42", clock()), clock()) == "42"


@pytest.fixture
def our_api(fake: FakeWeChat, clock: Clock) -> Iterator[WeChatApi]:
    with serve(fake):
        settings = settings_of(fake)
        transport = Transport(settings)
        yield WeChatApi(settings, TokenBroker(settings, transport=transport), clock, transport)
        transport._http.close()


def test_our_client_does_everything_it_needs(our_api: WeChatApi, fake: FakeWeChat) -> None:
    fake.phone("oWang", number="13800000000")
    assert our_api.login(fake.login_code("oWang")).openid == "oWang"
    assert our_api.phone_number(fake.phone_code("oWang"), "oWang").number == "13800000000"
    assert our_api.check_text("oWang", "去赌博网站") == "risky"
    assert our_api.check_media("oWang", "https://x/p.png")
    fake.send_photo("oWang", PNG)
    assert our_api.media(fake.shown("oWang")[0].content["media_id"], 1000).content == PNG
    assert our_api.send_text("oWang", "已收到") == ""
    fake.accept("oWang", "NOTICE")
    data = {"character_string1": {"value": "1023"}, "thing2": {"value": "白羽街道"}}
    assert our_api.send_subscribe("oWang", "NOTICE", data) == fake.shown("oWang")[-1].msg_id
    assert {one["priTmplId"] for one in our_api.templates()} == set(fake.templates)
    assert our_api.scene_code("g=12", "pages/index").startswith(b"\x89PNG")
    assert fake.quota.calls["/cgi-bin/stable_token"] == 1


def test_our_client_gets_over_an_invalidated_token(our_api: WeChatApi, fake: FakeWeChat) -> None:
    fake.write("oWang", "路灯坏了")
    our_api.send_text("oWang", "已收到")
    fake.tokens.revoke_all(fake.now())
    our_api.send_text("oWang", "正在办理")
    assert fake.quota.calls["/cgi-bin/stable_token"] == 2


def test_our_client_hears_every_refusal(our_api: WeChatApi, fake: FakeWeChat) -> None:
    fake.phone("oWang")
    with pytest.raises(WeChatError) as refused:
        our_api.send_text("oWang", "没人问我")
    assert refused.value.code == 45015
