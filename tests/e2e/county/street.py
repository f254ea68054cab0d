"""People with a phone in the running county: they write in WeChat, and open the pages of the mini-program."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import requests
from playwright.sync_api import Browser, Page

from tests.e2e.running import wait_for

PHONE = {"width": 390, "height": 844}
ANSWER_SECONDS = 90.0
SETTLED_MINUTES = 4
"""After this long a silence a story is told, and the deputy is called."""
WAIT_MS = 60_000


def watched(page: Page, complaints: list[str]) -> Page:
    """Whatever the browser complains of on this page is kept."""
    page.set_default_timeout(WAIT_MS)
    page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
    page.on(
        "console",
        lambda line: complaints.append(f"{page.url} {line.text}") if line.type == "error" else None,
    )
    return page


@dataclass
class Street:
    """Everybody outside the offices. `complaints`: what the browser was unhappy with on their pages."""

    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    _pages: dict[tuple[str, str], Page] = field(default_factory=dict)

    def get(self, path: str, **query: str) -> Any:
        answer = requests.get(f"{self.url}/simulator/api{path}", params=query, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **given: Any) -> None:
        answer = requests.post(
            f"{self.url}/simulator/api{path}", json=given, headers={"X-Simulator": "1"}, timeout=30
        )
        answer.raise_for_status()

    def phone(self, role: str, openid: str) -> "Phone":
        """This person's phone, switched on."""
        self.post("/people", role=role, openid=openid)
        return Phone(self, role, openid)

    def minutes_pass(self, minutes: int) -> None:
        self.post("/clock", minutes=minutes)

    def page_of(self, phone: "Phone") -> Page:
        key = (phone.role, phone.openid)
        if key not in self._pages:
            context = self.browser.new_context(viewport=PHONE)  # type: ignore[arg-type]  # width and height
            self._pages[key] = watched(context.new_page(), self.complaints)
        return self._pages[key]

    def goes_home(self) -> None:
        """Every phone is put away."""
        for page in self._pages.values():
            page.context.close()


@dataclass(frozen=True)
class Phone:
    """One phone: what is written on it, what it shows, and the pages opened on it."""

    street: Street
    role: str
    openid: str

    def says(self, words: str) -> None:
        self.street.post(f"/phones/{self.openid}/write", text=words)

    def newest(self) -> int:
        """The id of the last thing this phone shows."""
        return max((one["id"] for one in self._shown(0)), default=0)

    def _shown(self, since: int) -> list[dict[str, Any]]:
        polled = self.street.get("/poll", phones=f"{self.openid}:{since}")
        return list(polled["phones"][self.openid])

    def heard(self, since: int = 0) -> list[str]:
        """What the account has said on it, cards included."""
        return [
            json.dumps(one["content"], ensure_ascii=False)
            for one in self._shown(since)
            if one["by"] == "account"
        ]

    def hears(self, pattern: str, since: int = 0) -> re.Match[str]:
        """Wait until the account says something that matches."""
        found: list[re.Match[str]] = []

        def heard() -> bool:
            found[:] = [match for text in self.heard(since) if (match := re.search(pattern, text))]
            return bool(found)

        wait_for(f"{self.openid} to hear {pattern!r}", heard, ANSWER_SECONDS)
        return found[-1]

    def asks(self, words: str, answer: str) -> re.Match[str]:
        """Say something, and wait for what is answered to it."""
        before = self.newest()
        self.says(words)
        return self.hears(answer, before)

    def tells(self, words: str) -> int:
        """A new matter, its place named; the number it is given, once it is with the deputy."""
        number = self.asks(f"新 {words}", r"已登记，编号 № (\d+)")[1]
        self.street.minutes_pass(SETTLED_MINUTES)
        return int(number)

    def opens(self, path: str = "") -> Page:
        """A page of the mini-program, reached by its own menu."""
        way = self.street.get(f"/phones/{self.openid}/page/{self.role}")["url"]
        page = self.street.page_of(self)
        page.goto(self.street.url + way)
        if path:
            page.goto(f"{self.street.url}/m/{self.role}{path}")
        return page

    def timeline(self, number: int) -> str:
        """「办到哪了」 as this person reads it on their page."""
        return self.opens(f"/issues/{number}").locator("ol.timeline").inner_text()
