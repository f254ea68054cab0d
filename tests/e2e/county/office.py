"""People at the console in a browser of their own: they sign in as anybody does, and act by what the pages offer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.county.street import watched

DESK = {"width": 1440, "height": 900}
TOLD = ".toast"
PHOTO = Path(__file__).parents[3] / "app" / "simulator" / "static" / "photos" / "lamp.jpg"


@dataclass
class Office:
    """The offices of the demo county. Each person has a browser window, signed in when first needed."""

    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    _clerks: dict[str, "Clerk"] = field(default_factory=dict)

    def clerk(self, code: str) -> "Clerk":
        """Who signs in by this name."""
        if code not in self._clerks:
            context = self.browser.new_context(viewport=DESK)  # type: ignore[arg-type]  # width and height
            page = watched(context.new_page(), self.complaints)
            clerk = Clerk(self, code, page)
            clerk.signs_in()
            self._clerks[code] = clerk
        return self._clerks[code]

    def closes(self) -> None:
        """Everybody's browser window is shut."""
        for clerk in self._clerks.values():
            clerk.page.context.close()

    def key(self, code: str) -> tuple[str, str]:
        """(password, code of the phone) as the simulator shows them to visitors."""
        html = requests.get(f"{self.url}/simulator/console", timeout=30).text
        password = re.search(r"密码都是 <code>([^<]+)</code>", html)
        row = re.search(rf"<code>{code}</code></td><td>(?:<code>(\d+)</code>)?", html)
        assert password is not None
        assert row is not None, f"{code} has no account in the demo"
        return password[1], row[1] or ""


@dataclass(frozen=True)
class Clerk:
    """One person at the console."""

    office: Office
    code: str
    page: Page

    def signs_in(self) -> None:
        password, phone_code = self.office.key(self.code)
        self.page.goto(f"{self.office.url}/console/sign-in")
        self.page.get_by_label("工号或机关编码").fill(self.code)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()
        if phone_code:
            self.page.get_by_label("6 位验证码").fill(phone_code)
            self.page.get_by_role("button", name="继续").click()
        expect(self.page.locator(".who-name")).to_be_visible()

    def opens(self, path: str) -> Page:
        self.page.goto(f"{self.office.url}/console{path}")
        return self.page

    def does(self, title: str, button: str, fields: Mapping[str, Any] | None = None) -> str:
        """Open the act of this title on the page, fill it in, press; what the page says then."""
        act = self.act(title)
        if act.get_attribute("open") is None:
            act.locator("summary").first.click()
        for label, value in (fields or {}).items():
            fill(act, label, value)
        act.get_by_role("button", name=button, exact=True).click()
        return self.told()

    def act(self, title: str) -> Locator:
        begins = re.compile(rf"^\s*{re.escape(title)}")
        summary = self.page.locator("summary").filter(has_text=begins)
        return self.page.locator("details").filter(has=summary).first

    def told(self) -> str:
        """The sentence after an act; what was wrong, if it was refused."""
        expect(self.page.locator(f"{TOLD}, .why").first).to_be_visible()
        assert self.page.locator(TOLD).count(), self.page.locator(".why").all_inner_texts()
        return self.page.locator(TOLD).inner_text()

    def assignment_of(self, number: int) -> int:
        """The assignment that this matter became, by its number on the matter's page."""
        heading = self.opens(f"/issues/{number}").locator("#assignment h2").inner_text()
        found = re.search(r"交办件 (\d+)", heading)
        assert found is not None, heading
        return int(found[1])

    def assigns(self, number: int, organ: str, requirement: str = "请现场查看，一个月内办好并答复。") -> str:
        self.opens(f"/issues/{number}")
        return self.does("交办", "交办", {"主办单位": organ, "办理要求": requirement})


def fill(form: Locator, label: str, value: Any) -> None:
    """By the label beside it: text, a choice of a list, a tick or radio (True), a file (Path)."""
    box = form.get_by_label(label, exact=value is True).first
    if value is True:
        box.check()
    elif isinstance(value, Path):
        box.set_input_files(value)
    elif box.evaluate("one => one.tagName") == "SELECT":
        box.select_option(label=value)
    else:
        box.fill(value)


@dataclass(frozen=True)
class Organ:
    """What an organ does with what it was given, by its own pages."""

    clerk: Clerk

    @property
    def page(self) -> Page:
        return self.clerk.page

    def accepts(self, assignment: int) -> str:
        self.clerk.opens("/organ").locator(f"a[href='/console/organ/{assignment}']").first.click()
        self.page.get_by_role("button", name="签收").click()
        return self.clerk.told()

    def talks_to_deputy(self, assignment: int, words: str = "一起看了现场，代表同意这样办。") -> str:
        self.clerk.opens(f"/organ/{assignment}")
        fields = {"怎么沟通的": "电话", "说了什么": words}
        deputies = self.clerk.act("登记与代表沟通").get_by_label("和谁沟通").locator("option")
        return self.clerk.does(
            "登记与代表沟通", "登记", {"和谁沟通": deputies.nth(1).text_content(), **fields}
        )

    def shows_photo(self, assignment: int, shows: str = "办理后") -> str:
        self.clerk.opens(f"/organ/{assignment}")
        return self.clerk.does("上传照片", "上传", {shows: True, "照片": PHOTO, "说明": "换好的路灯"})

    def replies(self, assignment: int, result: str, plain_words: str, until: str = "") -> str:
        self.clerk.opens(f"/organ/{assignment}/reply")
        form = self.page.locator("form[action$='/reply']")
        form.locator("label.result-class").filter(has_text=result).get_by_role("radio").check()
        fill(form, "正式答复", f"经现场查看，{plain_words}")
        fill(form, "给群众的话", plain_words)
        fill(form, "签发的主要负责人", "周明")
        fill(form, "具体承办人", "李强")
        if until:
            fill(form, "哪一天前办成", until)
        form.get_by_role("button", name="送出答复").click()
        return self.clerk.told()

    def handles(self, assignment: int, result: str = "已解决", plain_words: str = "路灯昨天换好了。") -> None:
        """The whole of a simple case: accept, speak to the deputy, a photo, the reply."""
        self.accepts(assignment)
        self.talks_to_deputy(assignment)
        self.shows_photo(assignment)
        self.replies(assignment, result, plain_words)
