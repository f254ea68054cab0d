"""The simulator's WeChat account: secrets made at the first start and kept beside the data, templates, addresses.

Nothing secret has a default: two installations never share a key.
"""

import json
import os
import secrets
import string
from pathlib import Path
from typing import Literal

from app.settings import Settings, Template
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.templates import FakeTemplate

FILE = "simulator-account.json"
_LETTERS = string.ascii_letters + string.digits
ONE_TIME: Literal[2] = 2
LONG_TERM: Literal[3] = 3
"""As WeChat numbers the kinds of templates."""

_AES_KEY_LENGTH = 43
_AES_KEY_END = "AEIMQUYcgkosw048"
"""The last letter of a 43-letter key carries four bits only: these are the letters base64 allows there."""

TEMPLATES = {
    "new_issue": (
        "SIM-NEW-ISSUE",
        FakeTemplate(
            "群众反映提醒",
            LONG_TERM,
            {"编号": "character_string1", "地点": "thing2", "事项": "thing3", "时间": "time4"},
        ),
    ),
    "progress": (
        "SIM-PROGRESS",
        FakeTemplate(
            "反映进度通知",
            ONE_TIME,
            {"编号": "character_string1", "事项": "thing2", "进度": "thing3", "时间": "time4"},
        ),
    ),
    "reminder": (
        "SIM-REMINDER",
        FakeTemplate(
            "待确认提醒",
            LONG_TERM,
            {"编号": "character_string1", "地点": "thing2", "事项": "thing3", "截止": "time4"},
        ),
    ),
    "duty": ("SIM-DUTY", FakeTemplate("履职提醒", LONG_TERM, {"事项": "thing1", "截止": "time2"})),
    "digest": (
        "SIM-DIGEST",
        FakeTemplate("情况摘要", LONG_TERM, {"范围": "thing1", "摘要": "thing2", "时间": "time3"}),
    ),
}
FACTS = {
    "new_issue": {"character_string1": "number", "thing2": "place", "thing3": "topic", "time4": "when"},
    "progress": {"character_string1": "number", "thing2": "topic", "thing3": "state", "time4": "when"},
    "reminder": {"character_string1": "number", "thing2": "place", "thing3": "topic", "time4": "due"},
    "duty": {"thing1": "duty", "time2": "due"},
    "digest": {"thing1": "area", "thing2": "summary", "time3": "when"},
}
"""WeChat's field → our fact, for each kind of notice."""


def with_account(settings: Settings) -> Settings:
    """The configuration with the simulator's account in place of WeChat's, if the simulator is enabled."""
    if not settings.simulator.enabled:
        return settings
    kept = _account(settings.storage.dir / FILE)
    given = settings.wechat
    names = ("app_id", "app_secret", "token", "encoding_aes_key", "original_id")
    account = {name: getattr(given, name) or kept[name] for name in names}
    account["api_base"] = f"http://127.0.0.1:{settings.simulator.api_port}"
    account["templates"] = given.templates or _templates()
    secret_key = settings.security.secret_key or kept["secret_key"]
    return settings.model_copy(
        update={
            "wechat": given.model_copy(update=account),
            "security": settings.security.model_copy(update={"secret_key": secret_key}),
        }
    )


def fake_wechat(settings: Settings) -> FakeWeChat:
    """The fake WeChat with the same account, pushing to our webhook."""
    wechat, server = settings.wechat, settings.server
    host = "127.0.0.1" if server.host in {"0.0.0.0", "::"} else server.host  # noqa: S104  compared, not bound
    return FakeWeChat(
        app_id=wechat.app_id,
        app_secret=wechat.app_secret,
        token=wechat.token,
        encoding_aes_key=wechat.encoding_aes_key,
        original_id=wechat.original_id,
        mode=wechat.mode,
        message_format=wechat.message_format,
        webhook_url=f"http://{host}:{server.port}/wechat",
        templates=dict(TEMPLATES.values()),
    )


def _templates() -> dict[str, Template]:
    return {
        kind: Template(
            id=template_id, kind="long_term" if template.kind == LONG_TERM else "one_time", fields=FACTS[kind]
        )
        for kind, (template_id, template) in TEMPLATES.items()
    }


def _account(path: Path) -> dict[str, str]:
    """The account kept at `path`, made now if there is none; the first of several processes wins."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(_new_account(), file, indent=1)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    account: dict[str, str] = json.loads(path.read_text())
    return account


def _new_account() -> dict[str, str]:
    return {
        "app_id": f"wx{secrets.token_hex(8)}",
        "app_secret": secrets.token_hex(16),
        "token": _letters(24),
        "encoding_aes_key": _letters(_AES_KEY_LENGTH - 1) + secrets.choice(_AES_KEY_END),
        "original_id": f"gh_{secrets.token_hex(6)}",
        "secret_key": secrets.token_hex(32),
    }


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
