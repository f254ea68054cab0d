"""Credentials and people: tokens, login codes, phone numbers, the servers' addresses."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from app.simulator.fake_wechat.calls import Answer, Call
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.quota import LOGINS_PER_MINUTE

CHINA_CODE = "86"


def token(fake: FakeWeChat, call: Call) -> Answer:
    """接口调用凭据: replaces the token at every call."""
    if call.query.get("grant_type") != "client_credential":
        raise WeChatError(40097, "grant_type")
    _check_account(fake, call.query)
    return fake.tokens.classic(fake.now())


def stable_token(fake: FakeWeChat, call: Call) -> Answer:
    """稳定版接口调用凭据: isolated from the classic token."""
    fields = call.json
    if fields.get("grant_type") != "client_credential":
        raise WeChatError(40097, "grant_type")
    _check_account(fake, fields)
    force = fields.get("force_refresh", False)
    if not isinstance(force, bool):
        raise WeChatError(40097, "force_refresh")
    return fake.tokens.stable(fake.now(), force_refresh=force)


def code_to_session(fake: FakeWeChat, call: Call) -> Answer:
    """小程序登录: needs no token, only the secret; an opened mini-program counts as a visit."""
    if call.query.get("grant_type") != "authorization_code":
        raise WeChatError(40097, "grant_type")
    _check_account(fake, call.query)
    openid = fake.login_codes.redeem(call.query.get("js_code"), fake.now())
    fake.quota.spend_minute(f"login {openid}", LOGINS_PER_MINUTE, fake.now())
    fake.open(openid)
    key = hashlib.sha256(f"{fake.app_secret}{openid}".encode()).digest()[:16]
    return {"openid": openid, "session_key": base64.b64encode(key).decode()}


def phone_number(fake: FakeWeChat, call: Call) -> Answer:
    """手机号快速验证: the code lives five minutes and once; `openid`, when given, must be its owner."""
    fields = call.json
    openid = fake.phone_codes.redeem(fields.get("code"), fake.now())
    if fields.get("openid", openid) != openid:
        raise WeChatError(40003)
    number = fake.phones.known(openid).number
    if not number:
        raise WeChatError(40029)
    info = {
        "phoneNumber": number,
        "purePhoneNumber": number,
        "countryCode": CHINA_CODE,
        "watermark": {"timestamp": int(fake.now().timestamp()), "appid": fake.app_id},
    }
    return {"errcode": 0, "errmsg": "ok", "phone_info": info}


def callback_ips(fake: FakeWeChat, call: Call) -> Answer:  # noqa: ARG001 - every endpoint has this shape
    return {"ip_list": ["127.0.0.1"]}


def _check_account(fake: FakeWeChat, given: Mapping[str, Any]) -> None:
    for name, code in (("appid", 41002), ("secret", 41004)):
        if not given.get(name):
            raise WeChatError(code)
    if given["appid"] != fake.app_id:
        raise WeChatError(40013)
    if given["secret"] != fake.app_secret:
        raise WeChatError(40125)
