"""One real message each, from the chat to 销号, along every branch of the closed loop; everybody acts by what they have."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.county.office import Clerk, Office, Organ
from tests.e2e.county.street import Phone, Street

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("county")]
TOWNSHIP, COUNTY, LEADER, CITY_CARE, ROADS = "ST01A", "SC01", "SL01", "J12", "J13"
HERE = "东湖社区第一网格"
NEXT_DOOR = "东湖社区第二网格"


@pytest.fixture
def deputy(street: Street) -> Phone:
    """The responsible deputy of the grid."""
    return street.phone("deputy", "oDemoDeputy01")


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.clerk(TOWNSHIP)


@pytest.fixture
def city_care(office: Office) -> Organ:
    return Organ(office.clerk(CITY_CARE))


@pytest.fixture
def roads(office: Office) -> Organ:
    return Organ(office.clerk(ROADS))


def resident(street: Street, which: int = 96) -> Phone:
    return street.phone("resident", f"oDemoResident{which:02}")


def reported_up(who: Phone, deputy: Phone, words: str) -> int:
    """Told, confirmed by the deputy, and passed on to the township's staff."""
    number = who.tells(words)
    deputy.hears(f"{number}")
    deputy.asks(f"收到 {number}", f"已确认收到 № {number}")
    deputy.asks(f"上报 {number} 需要县里的部门来办", "上报")
    return number


def in_days(days: int) -> str:
    return (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=days)).date().isoformat()


def test_solved_in_the_grid(street: Street, deputy: Phone, clerk: Clerk) -> None:
    aunt = resident(street, 191)
    number = aunt.tells(f"{HERE}楼道里堆满了纸箱，老人过不去")
    deputy.hears(f"{number}")
    deputy.asks(f"收到 {number}", f"已确认收到 № {number}")
    aunt.hears(f"№ {number} .*已确认收到")
    deputy.asks(f"答复 {number} 和物业一起清走了，您看看", "答复")
    aunt.hears("和物业一起清走了")
    aunt.asks(f"解决 {number} 是", f"评价 {number} 满意")
    aunt.asks(f"评价 {number} 满意", "已记下您的评价")
    assert "已解决" in aunt.timeline(number)
    expect(clerk.opens(f"/issues/{number}").locator(".story-head")).to_contain_text("已解决")


def test_assigned_replied_rated_and_closed_out(
    street: Street, deputy: Phone, clerk: Clerk, city_care: Organ
) -> None:
    uncle = resident(street)
    number = reported_up(uncle, deputy, f"{HERE}门口的路灯不亮，晚上没法走路")
    listed = clerk.opens("/?group=study").get_by_role("link", name=f"№ {number}").first
    expect(listed).to_be_visible()
    categorises(clerk, number)
    clerk.assigns(number, "西峡县城市管理局")
    uncle.hears(f"№ {number} .*城市管理局")

    assignment = clerk.assignment_of(number)
    city_care.handles(assignment)
    uncle.hears("路灯昨天换好了")
    uncle.asks(f"解决 {number} 是", f"评价 {number} 满意")
    uncle.asks(f"评价 {number} 满意", "已记下您的评价")
    deputy.asks(f"评价 {number} 态度满意 结果基本满意", "已记下您的评价：态度满意，结果基本满意")

    closes_out(clerk, number)
    assert "销号" in uncle.timeline(number)


def categorises(clerk: Clerk, number: int) -> None:
    """By the first of the proposals."""
    clerk.opens(f"/issues/{number}")
    act = clerk.act("归类")
    act.locator("summary").first.click()
    act.get_by_role("group", name="可能是这一类").get_by_role("radio").first.check()
    act.get_by_role("button", name="归入这一类").click()
    clerk.told()


def closes_out(clerk: Clerk, number: int) -> None:
    clerk.opens(f"/issues/{number}")
    closes_out_here(clerk)


def closes_out_here(clerk: Clerk) -> None:
    checks = clerk.act("销号核对清单")
    expect(checks.locator("li.missing")).to_have_count(0)
    checks.get_by_role("button", name="销号").click()
    assert "销号" in clerk.told()


def test_not_taken_with_the_right_door_and_undone(street: Street, deputy: Phone, clerk: Clerk) -> None:
    who = resident(street, 167)
    number = reported_up(who, deputy, f"{HERE}我家和邻居的宅基地官司判得不公平")
    clerk.opens(f"/issues/{number}")
    words = {"为什么办不了": "法院已经判决，人大不干预具体案件", "该去哪里办": "请向西峡县人民法院申请再审"}
    clerk.does("这里办不了", "不受理，并告诉群众", words)
    who.hears(f"№ {number} [^№]*法院已经判决[^№]*请向西峡县人民法院申请再审")
    clerk.opens(f"/issues/{number}")
    clerk.does("恢复受理", "恢复受理")
    who.hears(f"№ {number} .*重新受理")
    assert "重新受理" in who.timeline(number)


def test_objected_and_given_to_another_organ(
    street: Street, deputy: Phone, clerk: Clerk, city_care: Organ, roads: Organ
) -> None:
    who = resident(street, 192)
    number = reported_up(who, deputy, f"{HERE}前面的县道塌了一个坑")
    clerk.assigns(number, "西峡县城市管理局")
    assignment = clerk.assignment_of(number)
    city_care.clerk.opens(f"/organ/{assignment}")
    reason = "县道由交通运输部门管养，建议交交通运输局办理"
    city_care.clerk.does("不属于本单位", "提出异议", {"为什么不属于本单位": reason})
    clerk.opens(f"/issues/{number}")
    clerk.does(
        "改交其他单位",
        "改交",
        {"改交的理由": "异议成立", "主办单位": "西峡县交通运输局", "办理要求": "请尽快填平"},
    )
    who.hears(f"№ {number} .*交通运输局")
    roads.handles(assignment, plain_words="坑已经填平了。")
    # told six things without having written again: WeChat lets five pass, the rest waits for the next word
    who.asks(f"进度 {number}", "坑已经填平了")
    city_care.page.goto(f"{street.url}/console/organ")
    expect(city_care.page.locator(f"a[href='/console/organ/{assignment}']")).to_have_count(0)


def test_an_extension_moves_the_deadline_and_says_why(
    street: Street, deputy: Phone, clerk: Clerk, city_care: Organ
) -> None:
    who = resident(street, 193)
    number = reported_up(who, deputy, f"{HERE}的下水道一下雨就往上冒水")
    clerk.assigns(number, "西峡县城市管理局")
    assignment = clerk.assignment_of(number)
    city_care.accepts(assignment)
    city_care.clerk.opens(f"/organ/{assignment}")
    wanted = in_days(50)
    asked = {"希望延到哪一天": wanted, "为什么": "管材要从外地运来"}
    city_care.clerk.does("申请延期", "申请延期", asked)
    clerk.opens(f"/issues/{number}")
    clerk.does("答复西峡县城市管理局的", "答复", {"同意": True})
    day = date.fromisoformat(wanted)
    expect(clerk.opens(f"/issues/{number}").locator("#assignment")).to_contain_text(
        f"{day.month}月{day.day}日"
    )
    told = who.timeline(number)
    assert re.search(
        rf"{day.month}月{day.day}日.*管材要从外地运来|管材要从外地运来.*{day.month}月{day.day}日", told
    )


def test_returned_twice_and_then_talked_to(
    street: Street, deputy: Phone, clerk: Clerk, office: Office, city_care: Organ
) -> None:
    who = resident(street, 53)
    number = reported_up(who, deputy, f"{HERE}的垃圾箱没人收，臭得很")
    clerk.assigns(number, "西峡县城市管理局")
    assignment = clerk.assignment_of(number)
    city_care.handles(assignment, plain_words="垃圾收了一次。")
    who.hears("垃圾收了一次")
    who.asks(f"解决 {number} 否 第二天又满了", f"№ {number}")
    city_care.accepts(assignment)
    city_care.talks_to_deputy(assignment)
    city_care.replies(assignment, "已解决", "垃圾又收了一次。")
    who.hears("垃圾又收了一次")
    who.asks(f"解决 {number} 否 还是没人管", f"№ {number}")

    county = office.clerk(COUNTY)
    county.opens(f"/assignments/{assignment}")
    county.does("决定监督措施：约谈", "决定")
    county.opens(f"/assignments/{assignment}")
    held = {"哪一天进行的": in_days(0), "参加的人员": "县人大常委会副主任、城市管理局局长"}
    county.does("登记约谈的结果", "登记", {**held, "结果": "局里承诺每天收一次，派专人负责"})
    expect(county.opens(f"/issues/{number}").locator("#assignment")).to_contain_text("派专人负责")


def test_a_promise_is_kept_confirmed_and_closed_out(
    street: Street, deputy: Phone, clerk: Clerk, city_care: Organ
) -> None:
    who = resident(street, 171)
    number = reported_up(who, deputy, f"{HERE}到学校没有人行道")
    clerk.assigns(number, "西峡县城市管理局")
    assignment = clerk.assignment_of(number)
    city_care.accepts(assignment)
    city_care.talks_to_deputy(assignment)
    city_care.shows_photo(assignment, "办理前")
    city_care.replies(assignment, "列入计划", "明年开春修人行道。", until=in_days(120))
    who.hears("明年开春修人行道")
    who.asks(f"解决 {number} 部分", f"№ {number}")
    deputy.asks(f"评价 {number} 态度满意 结果满意", "已记下您的评价")
    clerk.opens(f"/issues/{number}")
    clerk.does("列入承诺台账", "列入台账")
    city_care.clerk.opens("/organ")
    promised = city_care.page.locator("#promises li").filter(has_text=f"交办件 {assignment}")
    promised.locator("summary").click()
    promised.get_by_label("怎样办成的").fill("人行道昨天铺好了，校门口看得到")
    promised.get_by_role("button", name="报告已兑现").click()
    city_care.clerk.told()

    row = (
        clerk.opens("/supervision/promises").locator("tr[data-row]").filter(has_text=f"交办件 {assignment} ")
    )
    row.locator("summary").filter(has_text="确认已兑现").click()
    row.get_by_label("谁去看的、看到了什么").fill("陈晓去看过，铺到了校门口")
    row.get_by_role("button", name="确认已兑现").click()
    clerk.told()
    who.hears(f"№ {number} .*答应的事，经核实已经办好")
    who.asks(f"解决 {number} 是", f"№ {number} 已办结")
    closes_out(clerk, number)
    assert "销号" in who.timeline(number)


def test_neighbours_are_handled_once_and_answered_each(
    street: Street, deputy: Phone, clerk: Clerk, city_care: Organ
) -> None:
    one, other = resident(street), resident(street, 167)
    first = reported_up(one, deputy, f"{HERE}小广场的健身器材断了，会伤到小孩")
    second = reported_up(other, deputy, f"{HERE}小广场上的健身器材断了半个月")
    clerk.opens(f"/issues/{second}")
    clerk.does("关联同一件事", "关联", {"和哪一件": str(first), "为什么是同一件事": "同一处健身器材"})
    categorises(clerk, first)
    neighbour = resident(street, 191)
    third = joins(neighbour, first)
    clerk.assigns(first, "西峡县城市管理局")
    assignment = clerk.assignment_of(first)
    city_care.handles(assignment, plain_words="健身器材换了新的。")
    for who, number in ((one, first), (other, second), (neighbour, third)):
        who.asks(f"进度 {number}", f"№ {number}.*健身器材换了新的")
        who.asks(f"解决 {number} 是", f"评价 {number}")
        assert "健身器材换了新的" in who.timeline(number)
    deputy.asks(f"评价 {first} 态度满意 结果满意", "已记下您的评价")
    closes_out(clerk, first)


def joins(who: Phone, number: int) -> int:
    """By the page of what neighbours have told: 我家也是."""
    page = who.opens("/join")
    page.get_by_role("link", name=re.compile(f"№ {number}")).click()
    page.get_by_label("您家的情况").fill("我家孩子昨天也差点摔着")
    page.get_by_role("button", name="我家也是").click()
    expect(page.get_by_role("status")).to_be_visible()
    return int(page.url.rsplit("/", 1)[1])


def test_a_suggestion_with_a_joint_signer_is_rated_by_both_and_closed(
    street: Street, office: Office, roads: Organ
) -> None:
    leading, signer = (street.phone("deputy", f"oDemoDeputy{code}") for code in ("D0005", "D0002"))
    people = [resident(street, 171), resident(street, 185)]
    numbers = [
        people[0].tells(f"{NEXT_DOOR}的巷子没有路牌，救护车找不到门"),
        people[1].tells(f"{NEXT_DOOR}巷口没有路牌，快递送不到"),
    ]
    suggestion = raised(leading, numbers)
    signed(leading, signer, suggestion)
    page = leading.opens(f"/suggestions/{suggestion}/preview")
    page.get_by_label("我已看清").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()

    county = office.clerk(COUNTY)
    county.opens(f"/suggestions/{suggestion}").get_by_role("link", name="去交办").click()
    orders = {"主办单位": "西峡县交通运输局", "办理要求": "请统一设置路牌，三个月内答复代表"}
    county.does("交办", "交办", orders)
    assignment = int(county.page.url.rsplit("/", 1)[1])
    roads.handles(assignment, plain_words="路牌都立好了。")
    for who, number in zip(people, numbers, strict=True):
        who.hears(f"№ {number}[^№]*路牌都立好了")
        who.asks(f"解决 {number} 是", f"评价 {number}")
    signer.asks(f"评价 {assignment} 态度满意 结果满意", "已记下您的评价")
    page = leading.opens(f"/assignments/{assignment}")
    for question in ("办理态度", "办理结果"):
        page.get_by_role("group", name=question).get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("status")).to_contain_text("已记下您的评价")
    county.opens(f"/assignments/{assignment}")
    closes_out_here(county)
    expect(leading.opens(f"/suggestions/{suggestion}").locator("main")).to_contain_text("已办结")


def raised(deputy: Phone, numbers: list[int]) -> int:
    """A suggestion from these matters, drafted on the phone page; its id."""
    page = deputy.opens(f"/issues/{numbers[0]}")
    page.get_by_role("link", name="写进代表建议").click()
    page.get_by_role("textbox", name="标题").fill("关于在背街小巷统一设置路牌的建议")
    page.get_by_role("textbox", name="内容").fill(
        "巷子没有路牌，救护车和快递都找不到门。建议由县里统一设置。"
    )
    page.locator("input[name=capacity][value=county]").check()
    page.locator("input[name=publicity]").first.check()
    for number in numbers:
        page.get_by_label(f"№ {number}").check()
    page.get_by_role("button", name="先保存").click()
    expect(page.get_by_role("link", name="请同级代表附议")).to_be_visible()
    return int(page.url.rsplit("/", 1)[1])


def signed(leading: Phone, signer: Phone, suggestion: int) -> None:
    page = leading.opens(f"/suggestions/{suggestion}/signers")
    page.get_by_label("找姓名").fill("张清和")
    page.get_by_role("button", name="找", exact=True).click()
    page.get_by_label("张清和").check()
    page.get_by_role("button", name="请他们附议").click()
    expect(page.get_by_role("status")).to_be_visible()
    page = signer.opens(f"/suggestions/{suggestion}")
    page.get_by_role("button", name="同意附议").click()
    expect(page.get_by_role("status")).to_be_visible()


def test_an_instruction_is_answered_and_closed(
    street: Street, deputy: Phone, clerk: Clerk, office: Office
) -> None:
    who = resident(street, 96)
    number = reported_up(who, deputy, f"{HERE}的自来水一到晚上就停")
    leader = office.clerk(LEADER)
    leader.opens(f"/issues/{number}")
    leader.does("批示", "批示", {"批示内容": "群众吃水是大事，请三天内查明原因"})
    clerk.opens("/instructions")
    given = clerk.page.locator("article").filter(has_text=f"№ {number}")
    given.locator("summary").filter(has_text="回报落实情况").click()
    given.get_by_label("落实情况").fill("水泵坏了，已换新的")
    given.get_by_role("button", name="回报给领导").click()
    clerk.told()
    leader.opens("/instructions")
    given = leader.page.locator("article").filter(has_text=f"№ {number}")
    expect(given).to_contain_text("水泵坏了，已换新的")
    given.locator("summary").filter(has_text="办结").click()
    given.get_by_role("button", name="办结", exact=True).click()
    leader.told()
    expect(leader.page.locator("article").filter(has_text=f"№ {number}")).to_contain_text("办结")
