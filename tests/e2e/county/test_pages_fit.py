"""Every page of the menus, at a desk and in the hand: nothing sticks out, the browser complains of nothing, the keyboard leads.

The pictures go to build/screens; with DOC_IMAGES=docs/images those of the documentation are taken on the way.
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.county.office import DESK, Office
from tests.e2e.county.street import PHONE, Street
from tests.e2e.running import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("county")]
SCREENS = ROOT / "build" / "screens"
COLOURS = 128
SMALL_ENOUGH = 200_000
STICKS_OUT = """[...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"))
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


def drawn(page: Page) -> Image.Image:
    """What is to be seen, in few colours: a page is text."""
    return Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)


def fits(page: Page, name: str) -> None:
    """At both sizes: no scrolling sideways. Leaves a picture of each."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    for size, viewport in (("desk", DESK), ("phone", PHONE)):
        if page.viewport_size != viewport:
            page.set_viewport_size(viewport)  # type: ignore[arg-type]  # width and height
            page.reload()  # the menu is folded away in the hand
        page.screenshot(path=SCREENS / f"{name}-{size}.png")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"], (page.url, size, wide, page.evaluate(STICKS_OUT))
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # width and height


def documented(page: Page, name: str) -> None:
    """One of the README's pictures."""
    if folder := os.environ.get("DOC_IMAGES"):
        path = Path(folder) / f"{name}.png"
        drawn(page).save(path, optimize=True)
        assert path.stat().st_size < SMALL_ENOUGH


def paths(page: Page, links: str) -> list[str]:
    found = page.locator(links).evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    return list(dict.fromkeys(str(one) for one in found))


@pytest.mark.parametrize("code", ["ST01A", "SC01", "SW01", "SL01", "SH01", "SA01", "J12"])
def test_every_page_of_the_console_menu(office: Office, code: str) -> None:
    """And of each list the first that it leads to."""
    page = office.clerk(code).opens("/")
    menu = paths(page, ".menu nav a")
    assert menu
    for path in menu:
        page.goto(office.url + path)
        expect(page.locator("h1").first).to_be_visible()
        fits(page, f"{code}{path.removeprefix('/console').rstrip('/').replace('/', '-')}")
        for first in paths(page, "main [data-row] a")[:1]:
            page.goto(office.url + first)
            fits(page, f"{code}{path.removeprefix('/console').rstrip('/').replace('/', '-')}-first")


def test_the_work_list_by_the_keyboard(office: Office) -> None:
    page = office.clerk("ST01A").opens("/?group=study")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("路灯")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/console/search?q=" in page.url
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", level=1)).to_have_text("今天要办的")
    page.goto(f"{office.url}/console/?group=study")
    page.keyboard.press("j")
    first = page.locator(".matters [data-row] a").first
    expect(first).to_be_focused()
    wanted = first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")
    fits(page, "ST01A-by-keyboard")


def test_the_pictures_of_the_documentation(office: Office) -> None:
    """Work list, a matter, the organ's page, the dashboard."""
    documented(office.clerk("ST01A").opens("/?group=study"), "console-work-list")
    county = office.clerk("SC01")
    rows = paths(county.opens("/?group=close_out"), ".matters [data-row] a")
    page = county.opens(rows[0].removeprefix("/console"))
    fits(page, "SC01-matter")
    documented(page, "console-matter")
    dashboard = county.opens("/dashboard")
    expect(dashboard.locator("canvas, svg").first).to_be_visible()
    documented(dashboard, "console-dashboard")
    organ = office.clerk("J12").opens("/organ")
    organ.locator("a.title").first.click()
    documented(organ, "console-organ")


@pytest.mark.parametrize(
    ("role", "openid"),
    [("resident", "oDemoResident01"), ("deputy", "oDemoDeputy01"), ("staff", "oDemoStaffSL01")],
)
def test_every_page_on_the_phone(street: Street, role: str, openid: str) -> None:
    page = street.phone(role, openid).opens()
    found = paths(page, f"a[href^='/m/{role}']")
    assert found
    for path in found:
        page.goto(street.url + path)
        fits(page, f"phone{path.removeprefix('/m').replace('/', '-').split('?')[0]}")
