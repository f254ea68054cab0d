"""The main job, from the first word to the confirmation, over HTTP and through a fake WeChat."""

import json
import re
import signal

import pytest

from app.simulator.fake_wechat.core import FakeWeChat
from tests.e2e.running import Running, wait_for

ANSWER_SECONDS = 40.0


def texts(wechat: FakeWeChat, openid: str) -> list[str]:
    """What the service said on this phone."""
    return [str(one.content.get("text", "")) for one in wechat.shown(openid) if one.by == "account"]


def hears(wechat: FakeWeChat, openid: str, pattern: str) -> str:
    """Wait until the phone shows something that matches; the first group."""
    found: list[str] = []

    def heard() -> bool:
        found[:] = [match[1] for text in texts(wechat, openid) if (match := re.search(pattern, text))]
        return bool(found)

    wait_for(f"{pattern} (heard: {texts(wechat, openid)})", heard, ANSWER_SECONDS)
    return found[0]


def invitation(running: Running, grid: str) -> str:
    out = running.folder / "invitations.json"
    running.command("export", "invitations", "--out", str(out))
    rows = json.loads(out.read_text())
    return next(str(row["邀请码"]) for row in rows if grid in row["网格"])


@pytest.mark.slow
def test_a_broken_lamp_reaches_the_deputy_and_is_confirmed(running: Running, wechat: FakeWeChat) -> None:
    running.start()
    wechat.phone("oDeputy0000000000000000000001", "代表")
    wechat.write("oDeputy0000000000000000000001", f"绑定 {invitation(running, '桑坪村')}")
    hears(wechat, "oDeputy0000000000000000000001", "(绑定)")

    wechat.phone("oAunt00000000000000000000001a", "王婶")
    wechat.enter("oAunt00000000000000000000001a")
    wechat.write("oAunt00000000000000000000001a", "桑坪村村口的路灯坏了三天，晚上看不见路")
    number = hears(wechat, "oAunt00000000000000000000001a", r"№ ?(\d+)")

    hears(wechat, "oDeputy0000000000000000000001", rf"№ ?({number})")
    wechat.write("oDeputy0000000000000000000001", f"收到 {number}")
    hears(wechat, "oAunt00000000000000000000001a", rf"№ ({number}) .*已确认收到，会在")

    assert running.stop(signal.SIGTERM) == [0] * len(running.commands)
