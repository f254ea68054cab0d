"""The very first sign-in, in a browser: the operator invites, the administrator sets a password and a phone, and is in."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.simulator.fake_wechat.core import FakeWeChat
from models.account import Account
from models.db import Database
from models.people import StaffRole
from tests.builders import a_staff_member
from tests.e2e.running import Running, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "old-well-at-shimen"
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def console(
    sqlite_url: str, tmp_path_factory: pytest.TempPathFactory, wechat: FakeWeChat
) -> Iterator[Running]:
    database = Database(sqlite_url)
    with database.transaction() as session:
        a_staff_member(session, StaffRole.ADMINISTRATOR, code="SA01", name="管文", bound=False)
        a_staff_member(session, StaffRole.TOWNSHIP, "丹水镇", code="ST01", name="陈晓", bound=False)
    database.close()
    folder = tmp_path_factory.mktemp("console")
    service = Running(folder, sqlite_url, [("run", free_port())], api_base=wechat.base_url)
    service.start()
    yield service
    service.kill()


@pytest.mark.parametrize("size", SIZES)
def test_from_the_command_line_to_the_first_invited_colleague(
    console: Running, browser: Browser, size: str
) -> None:
    said = console.command("invite-console", "SA01")
    invitation = re.search(r"invitation +(\S+)", said)
    assert invitation is not None
    page = browser.new_page(viewport=SIZES[size])  # type: ignore[arg-type]  # width and height
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    _first_sign_in(page, console.url, "SA01", invitation[1])
    page.get_by_text("扫不了？手工输入密钥").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_label("输入手机上显示的 6 位数字").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="完成设置").click()
    expect(page.locator(".who-name")).to_have_text("管文")

    colleague = _invites(page, console.url, "陈晓")
    other = browser.new_page(viewport=SIZES[size])  # type: ignore[arg-type]  # width and height
    _first_sign_in(other, console.url, "st01", colleague)
    expect(other.locator(".who-name")).to_have_text("陈晓")
    other.goto(f"{console.url}/console/accounts")
    expect(other.get_by_role("heading", name="这不归您办")).to_be_visible()
    assert complaints == []
    assert _passwords(console) == {"$argon2id$v=19$m=65536,t=3,p=4"}


def _passwords(console: Running) -> set[str]:
    """What a guess costs: other tests save on it, the running service must not."""
    database = Database(console.database_url)
    with database.reading() as session:
        hashes = list(session.scalars(select(Account.password_hash)))
    database.close()
    return {one.rsplit("$", 2)[0] for one in hashes}


def _first_sign_in(page: Page, url: str, name: str, invitation: str) -> None:
    page.goto(f"{url}/console/")
    page.get_by_role("link", name="设置密码").click()
    page.get_by_label("工号或机关编码").fill(name)
    page.get_by_label("邀请码").fill(invitation)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="设置密码并登录").click()


def _invites(page: Page, url: str, name: str) -> str:
    """By the keyboard: search, down, open; then the button."""
    page.goto(f"{url}/console/accounts?state=never")
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=name)).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="邀请", exact=True).click()
    return page.locator("dd.code").last.inner_text()
