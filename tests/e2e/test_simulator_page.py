"""A newcomer plays the two minutes: one browser, three phones, the real service behind them.

With DOC_IMAGES=docs/images the pictures of the documentation are taken on the way.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.e2e.simulator import Simulator, running_simulator

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("simulator")]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WAIT_MS = 60_000
MOST_JUMPS = 12
EVERYBODY = {"resident": "oDemoResident01", "deputy": "oDemoDeputy01", "staff": "oDemoStaff01"}
LULL_MINUTES = 11
"""What is said after such a silence is another matter."""


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with running_simulator(tmp_path_factory.mktemp("simulator")) as started:
        yield started


@pytest.fixture
def page(browser: Browser, simulator: Simulator) -> Iterator[Page]:
    """The simulator's page on a desk; anything the browser complains of is a failure."""
    complaints: list[str] = []
    page = browser.new_page(viewport=DESK)
    page.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    _begin_anew(simulator.url)
    page.goto(f"{simulator.url}/simulator")
    yield page
    page.close()
    assert complaints == []


def _begin_anew(url: str) -> None:
    """The three of the start are at the phones, and nobody is in the middle of a story."""
    for role, openid in EVERYBODY.items():
        _asks(url, "/people", role=role, openid=openid)
    _asks(url, "/clock", minutes=LULL_MINUTES)


def _asks(url: str, path: str, **given: Any) -> None:
    api = f"{url}/simulator/api{path}"
    requests.post(api, json=given, headers={"X-Simulator": "1"}, timeout=30).raise_for_status()


@pytest.fixture
def images(tmp_path: Path) -> Path:
    return Path(os.environ.get("DOC_IMAGES", tmp_path))


def phone(page: Page, role: str) -> Locator:
    return page.locator(f".seat[data-role={role}]")


def says(page: Page, role: str, words: str) -> None:
    phone(page, role).get_by_label("说点什么").fill(words)
    phone(page, role).get_by_role("button", name="发送").click()


def hears(page: Page, role: str, pattern: str) -> str:
    """Wait for something of the account's on that phone; the text of the newest that matches."""
    found = phone(page, role).locator(".row.account .bubble, .card").filter(has_text=re.compile(pattern)).last
    expect(found).to_be_visible()
    return found.inner_text()


def tells(page: Page, tell: Callable[[], None]) -> str:
    """The resident tells a matter of which the place is known; the number it is given."""
    registered = phone(page, "resident").locator(".row.account .bubble").filter(has_text="已登记，编号")
    expect(page.locator("#now")).not_to_have_text("…")  # what was said before is on the screen
    before = registered.count()
    tell()
    expect(registered).to_have_count(before + 1)
    number = re.search(r"№ (\d+)", registered.last.inner_text())
    assert number is not None
    return number[1]


def drawer(page: Page, role: str, name: str) -> None:
    phone(page, role).get_by_role("button", name="更多").click()
    phone(page, role).locator(".drawer").get_by_role("button", name=name).click()


def opened(page: Page, role: str) -> FrameLocator:
    return phone(page, role).frame_locator("iframe")


def ticked(page: Page, step: str) -> Locator:
    return page.locator(f"[data-step={step}].ticked")


def test_the_two_minute_story(page: Page, images: Path) -> None:
    """Resident writes → number → the deputy is called → 收到 → the resident is told → time passes → a reminder."""
    number = tells(page, phone(page, "resident").locator(".chips button").first.click)
    drawer(page, "resident", "路灯")
    expect(phone(page, "resident").locator("img.picture")).to_be_visible()

    page.get_by_role("button", name="+10 分钟").click()
    hears(page, "deputy", number)
    expect(ticked(page, "called")).to_be_visible()
    phone(page, "deputy").get_by_role("button", name="待办").click()
    hears(page, "deputy", f"等您确认收到[\\s\\S]*{number}")

    phone(page, "deputy").locator(".chips").get_by_role("button", name="收到").click()
    hears(page, "deputy", f"已确认收到 № {number}")
    says(page, "deputy", f"收到 {number}")
    hears(page, "deputy", f"№ {number} 您已经确认过了")
    hears(page, "resident", f"№ {number} .*已确认收到")
    expect(ticked(page, "answered")).to_be_visible()

    _jump_until(page, "reminded")
    expect(page.locator(".guide .done")).to_be_visible()
    phone(page, "staff").get_by_role("button", name="摘要").click()
    hears(page, "staff", "摘要")
    page.screenshot(path=images / "simulator.png")


def _jump_until(page: Page, step: str) -> None:
    for _ in range(MOST_JUMPS):
        before = page.locator("#now").inner_text()
        page.get_by_role("button", name="到下一次提醒").click()
        expect(page.locator("#now")).not_to_have_text(before)
        try:
            expect(ticked(page, step)).to_be_visible(timeout=4_000)
        except AssertionError:
            continue
        return
    raise AssertionError(f"{MOST_JUMPS} reminders later the step {step!r} is still open")


def test_each_phone_has_its_own_page_inside(page: Page) -> None:
    """Three people in one browser: nobody's pass is in another's way."""
    titles = {"resident": "我反映的事", "deputy": "代表，您好", "staff": "今天要管的事"}
    for role in titles:
        drawer(page, role, "我的页面")
    for role, title in titles.items():
        expect(opened(page, role).locator("h1")).to_contain_text(title)
    phone(page, "deputy").get_by_role("button", name="返回").click()
    expect(phone(page, "deputy").locator("iframe")).not_to_be_visible()


def test_a_deputy_answers_on_the_page_and_the_resident_judges(page: Page) -> None:
    number = tells(page, lambda: says(page, "resident", "新 东湖社区第一网格的垃圾没人收"))
    drawer(page, "deputy", "我的页面")
    deputy = opened(page, "deputy")
    deputy.get_by_text(f"№ {number}").first.click()
    deputy.get_by_role("button", name="确认收到").click()
    expect(deputy.get_by_role("status")).to_contain_text("已确认收到")
    deputy.get_by_label("您的答复会原样转给群众").fill("环卫队今天下午来清")
    deputy.get_by_role("button", name="发出答复").click()
    hears(page, "resident", "环卫队今天下午来清")

    phone(page, "resident").locator(".link").last.click()
    resident = opened(page, "resident")
    resident.get_by_role("button", name="已解决", exact=True).click()
    expect(resident.get_by_text("您满意吗？").last).to_be_visible()
    resident.get_by_label("满意", exact=True).check()
    resident.get_by_role("button", name="提交评价").click()
    expect(resident.get_by_role("status")).to_contain_text("满意")


def test_another_person_a_scan_and_a_place(page: Page) -> None:
    phone(page, "resident").get_by_role("button", name="换人").click()
    page.get_by_placeholder("按名字查找").fill("丹水")
    page.locator(".options button").filter(has_text="丹水镇").first.click()
    expect(phone(page, "resident").locator(".name")).to_contain_text("丹水镇")

    drawer(page, "resident", "扫网格码")
    page.locator(".options button").nth(3).click()
    hears(page, "resident", "您好！这里是")

    drawer(page, "resident", "订阅消息")
    page.get_by_role("button", name="允许").click()
    says(page, "resident", "有个地方路塌了，太危险，新的一件事")
    hears(page, "resident", "№ ")


def test_wechat_down_is_survived(page: Page) -> None:
    page.get_by_label("让微信出故障").select_option("断网")
    says(page, "staff", "统计")
    expect(phone(page, "staff").locator(".row.me").last).to_contain_text("统计")
    page.get_by_label("让微信出故障").select_option("一切正常")
    page.get_by_role("button", name="+10 分钟").click()
    hears(page, "staff", "统计|件")


def test_on_a_phone_the_three_are_tabs(page: Page, images: Path) -> None:
    page.set_viewport_size(PHONE)
    tabs = page.locator("#tabs button")
    expect(tabs).to_have_count(3)
    for place, role in ((2, "staff"), (1, "deputy"), (0, "resident")):
        tabs.nth(place).click()
        expect(phone(page, role).get_by_label("说点什么")).to_be_in_viewport()
    says(page, "resident", "进度")
    hears(page, "resident", "进度|№")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.screenshot(path=images / "simulator-phone.png")


@pytest.mark.parametrize("role", ["resident", "deputy", "staff"])
def test_the_phone_pages_fit_one_hand(
    browser: Browser, simulator: Simulator, images: Path, role: str
) -> None:
    """390 × 844, without JavaScript: nothing sticks out, no type below 17 px, buttons a thumb can hit."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=True, device_scale_factor=2)
    page = context.new_page()
    link = page.request.get(f"{simulator.url}/simulator/api/phones/{EVERYBODY[role]}/page/{role}").json()[
        "url"
    ]
    page.goto(simulator.url + link)
    page.locator("a.cell").first.click()
    for address in (page.url, f"{simulator.url}/m/{role}"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate(SMALLEST_TYPE) >= 17
        assert page.evaluate(LOWEST_BUTTON) >= 44
        name = f"phone-{role}.png" if address.endswith(role) else f"phone-{role}-issue.png"
        page.screenshot(path=images / name)
    context.close()


SMALLEST_TYPE = """Math.min(...[...document.querySelectorAll("body *")]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
LOWEST_BUTTON = """Math.min(...[...document.querySelectorAll("button, summary, a.cell")]
  .filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect().height), 999)"""
