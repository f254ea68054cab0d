"""The closed loop on the phone: residents read, answer and join; deputies read and rate; nobody sees what is another's."""

import pytest

from app.service import Service
from handlers import requests
from models.assignment import RequestKind
from models.issue import Result, Satisfaction
from models.reply import DeputyMark, Evidence, ResidentAnswer, Shows, Solved
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from tests.handlers.loop.evaluation import all_of, handled
from tests.handlers.loop.office import Office
from tests.town import RISKY
from tests.web.phone_visits import PhonePages, Visit

LAMP = "莲花村东头王老五家门口的路灯坏了"
ASKED = "真的解决了吗？"
JPEG = b"\xff\xd8\xff" + b"0" * 64


@pytest.fixture
def town(service: Service) -> Office:
    """马大娘's lamp (№ 1001) is with 县交通局; 刘大爷 of the same village told of a dog (№ 1002)."""
    town = Office(service.db)
    town.reported(words=LAMP)
    town.tells("o-liu", "莲花村张三家的狗天天叫")
    town.assigned()
    return town


@pytest.fixture
def office(town: Office) -> Office:
    return town


def joined(phone: PhonePages, words: str = "") -> Visit:
    page = phone.visit("o-liu", "/m/resident/join/1001")
    return page.posts("/m/resident/join/1001", words=words)


def in_order(html: str, *texts: str) -> bool:
    places = [html.find(text) for text in texts]
    return -1 not in places and places == sorted(places)


def test_a_resident_reads_who_handles_it_and_until_when(phone: PhonePages, office: Office) -> None:
    page = phone.visit("o-ma", "/m/resident/issues/1001").html
    assert "县交通局正在办理" in page
    assert "前答复" in page
    assert "要是已经好了，请告诉我们" in page
    assert "县交通局正在办理" in phone.visit("o-ma", "/m/resident").html
    office.bureau(requests.ask, "JT", 1, RequestKind.EXTENSION, "等配件", office.today.replace(month=6))
    office.clerk(
        requests.answer_request, "S1", 1, granted=True, words="", until=office.today.replace(month=6)
    )
    assert "办理时间延到6月10日，原因：等配件" in phone.visit("o-ma", "/m/resident/issues/1001").html


def test_what_is_asked_stands_first_and_nothing_is_chosen(phone: PhonePages, office: Office) -> None:
    office.tells("o-ma", "莲花村的井干了")
    handled(office)
    home = phone.visit("o-ma", "/m/resident")
    assert in_order(home.html, ASKED, "№ 1001", "正在办", "№ 1003")
    page = home.opens("/m/resident/issues/1001")
    assert in_order(page.html, "路灯换好了，今晚就亮。", ASKED, "您说的")
    assert " checked" not in page.html
    assert "您满意吗" not in page.html
    page.posts("/m/resident/issues/1001/solved", answer="yes")
    assert in_order(page.html, "您说：已解决", "您满意吗")
    page.posts("/m/resident/issues/1001/rating", grade="fair")
    assert "您说：已解决，基本满意" in page.html
    assert "您满意吗" not in page.html
    assert ASKED not in phone.visit("o-ma", "/m/resident").html


def test_a_plan_is_answered_and_graded_apart(phone: PhonePages, office: Office) -> None:
    handled(office, Result.PLANNED)
    page = phone.visit("o-ma", "/m/resident/issues/1001")
    assert ASKED in page.html
    assert "您满意吗" in page.html
    assert "列入计划" in page.html


def test_several_rounds_in_order_each_with_its_verdict(phone: PhonePages, office: Office) -> None:
    handled(office)
    page = phone.visit("o-ma", "/m/resident/issues/1001")
    page.posts("/m/resident/issues/1001/solved", answer="no", words="还是黑的")
    page.posts("/m/resident/issues/1001/solved", answer="no", words="还是黑的")
    assert office.assignment().round == 2
    assert sum("群众说没有解决，请继续办理" in text for text in office.told("o-zhang")) == 1
    handled(office)
    page.opens("/m/resident/issues/1001")
    assert in_order(page.html, "县交通局的答复", "您说：没有解决", "县交通局的答复（第2次）", ASKED)
    page.posts("/m/resident/issues/1001/solved", answer="no", words="还是黑的")
    assert [one.solved for one in all_of(office, ResidentAnswer)] == [Solved.NO, Solved.NO]


def test_the_same_grade_counts_again_for_the_next_reply(phone: PhonePages, office: Office) -> None:
    for _round in (1, 2):
        handled(office, Result.NOT_POSSIBLE)
        page = phone.visit("o-ma", "/m/resident/issues/1001")
        page.posts("/m/resident/issues/1001/rating", grade="unsatisfied")
        page.posts("/m/resident/issues/1001/rating", grade="unsatisfied")
    answers = all_of(office, ResidentAnswer)
    assert [one.satisfaction for one in answers] == [Satisfaction.UNSATISFIED] * 2


def test_photos_of_the_work_open_by_links_that_die(phone: PhonePages, office: Office) -> None:
    path = phone.service.files.put(JPEG)
    with office.db.transaction() as session:
        photo = Evidence(assignment_id=1, round=1, shows=Shows.AFTER, path=path, content_type="image/jpeg")
        photo.size, photo.digest, photo.added_at = len(JPEG), "d", office.now
        session.add(photo)
    assert "/m/evidence/" not in phone.visit("o-ma", "/m/resident/issues/1001").html
    assert "办理后" in phone.visit("o-zhang", "/m/deputy/issues/1001").html
    handled(office)
    html = phone.visit("o-ma", "/m/resident/issues/1001").html
    start = html.index("/m/evidence/")
    link = html[start : html.index('"', start)]
    assert phone.app.test_client().get(link).data == JPEG
    office.passes(hours=2)
    assert phone.app.test_client().get(link).status_code == 403


def test_neighbours_join_with_one_tap_and_never_learn_who(phone: PhonePages, office: Office) -> None:
    listed = phone.visit("o-liu", "/m/resident/join")
    assert "№ 1001" in listed.html
    assert "路灯" in listed.html
    assert "王老五" not in listed.html + listed.opens("/m/resident/join/1001").html
    page = joined(phone)
    assert page.path == "/m/resident/issues/1003"
    assert "和 № 1001 一起办" in page.html
    assert "王老五" not in page.html
    assert office.issue(1003).state is IssueState.REPORTED
    assert joined(phone).path == "/m/resident/issues/1003"
    assert len(office.issues()) == 3
    assert "№ 1001" not in phone.visit("o-liu", "/m/resident/join").html


@pytest.mark.parametrize("number", [1002, 4711])
def test_what_may_not_be_joined_is_not_there(phone: PhonePages, office: Office, number: int) -> None:
    page = phone.visit("o-liu", "/m/resident/join/1001")
    assert page.posts(f"/m/resident/join/{number}", words="我家也是").status == 404
    assert page.opens(f"/m/resident/join/{number}").status == 404
    assert len(office.issues()) == 2


def test_words_too_long_are_kept_beside_the_reason(phone: PhonePages, office: Office) -> None:
    page = joined(phone, "长" * 501)
    assert page.status == 422
    assert "太长了" in page.html
    assert "长" * 501 in page.html
    assert len(office.issues()) == 2


def test_risky_words_of_a_neighbour_wait_for_staff(phone: PhonePages, office: Office) -> None:
    joined(phone, f"看这个{RISKY}")
    assert RISKY not in phone.visit("o-zhang", "/m/deputy").html
    assert phone.visit("o-zhang", "/m/deputy/issues/1003").status == 404


def test_joined_matters_are_answered_separately(phone: PhonePages, office: Office) -> None:
    joined(phone, "老人晚上不敢出门")
    handled(office)
    ma, liu = phone.visit("o-ma", "/m/resident/issues/1001"), phone.visit("o-liu", "/m/resident/issues/1003")
    assert ASKED in ma.html
    assert ASKED in liu.html
    ma.posts("/m/resident/issues/1001/solved", answer="yes", words="亮了")
    liu.posts("/m/resident/issues/1003/solved", answer="partly", words="只亮了一盏")
    assert "只亮了一盏" not in ma.opens("/m/resident/issues/1001").html
    assert "亮了</" not in liu.opens("/m/resident/issues/1003").html.replace("路灯", "")
    assert (office.issue(1001).state, office.issue(1003).state) == (IssueState.CLOSED, IssueState.REPORTED)
    assert "您说：部分解决" in liu.opens("/m/resident/issues/1003").html
    assert ma.opens("/m/resident/issues/1003").status == 404
    assert liu.opens("/m/resident/issues/1001").status == 404


def test_who_joins_later_does_not_read_what_was_said_to_others(phone: PhonePages, office: Office) -> None:
    handled(office)
    phone.visit("o-ma", "/m/resident/issues/1001").posts("/m/resident/issues/1001/solved", answer="no")
    page = joined(phone)
    assert page.path == "/m/resident/issues/1003"
    assert "路灯换好了，今晚就亮。" not in page.html


def test_a_deputys_to_do_stands_in_its_order(phone: PhonePages, office: Office) -> None:
    office.spoken()
    home = phone.visit("o-zhang", "/m/deputy").html
    assert in_order(home, "等我确认收到", "№ 1002", "承办单位说和您联系过", "县交通局 3月10日 电话")
    office.replies()
    home = phone.visit("o-zhang", "/m/deputy").html
    assert in_order(home, "有 <strong>2</strong> 件事等您", "等我确认收到", "等我评价的答复", "县交通局")
    assert "等我评价的答复" not in phone.visit("o-wang", "/m/deputy").html


def test_a_deputy_rates_attitude_and_result_apart(phone: PhonePages, office: Office) -> None:
    handled(office)
    page = phone.visit("o-zhang", "/m/deputy/assignments/1")
    assert "经现场查看，损坏的路灯已全部更换" in page.html
    assert "说了办理打算" in page.html
    assert " checked" not in page.html
    page.posts("/m/deputy/assignments/1/rating", attitude="satisfied", words="来过两次")
    assert page.status == 422
    assert "请给办理结果选一个" in page.html
    assert "请给办理态度选一个" not in page.html
    assert 'value="satisfied" checked' in page.html
    assert "来过两次" in page.html
    token, grades = page.token, {"attitude": "satisfied", "result": "unsatisfied", "words": "灯还是暗"}
    for _tap in (1, 2):
        page.posts("/m/deputy/assignments/1/rating", csrf=token, **grades)
        assert page.status == 200
    assert "您的评价：态度满意，结果不满意。灯还是暗" in page.html
    assert office.assignment().state is AssignmentState.HANDLING
    assert (office.assignment().round, len(all_of(office, DeputyMark))) == (2, 1)


@pytest.mark.parametrize(("words", "why"), [("长" * 501, "太长了"), (RISKY, "没有通过微信的内容检查")])
def test_words_that_cannot_be_sent_are_kept(phone: PhonePages, office: Office, words: str, why: str) -> None:
    handled(office)
    page = phone.visit("o-zhang", "/m/deputy/assignments/1")
    page.posts("/m/deputy/assignments/1/rating", attitude="fair", result="fair", words=words)
    assert page.status == 422
    assert why in page.html
    assert words in page.html
    assert page.html.count(" checked") == 2
    assert all_of(office, DeputyMark)[0].given_at is None


def test_deputies_of_other_grids_find_nothing(phone: PhonePages, office: Office) -> None:
    handled(office)
    stranger = phone.visit("o-wang", "/m/deputy/assignments/1")
    nowhere = phone.visit("o-wang", "/m/deputy/assignments/99")
    assert (stranger.status, stranger.html) == (404, nowhere.html)
    token = phone.visit("o-wang", "/m/deputy/record").token
    for grades in ({}, {"attitude": "fair", "result": "fair"}):
        assert stranger.posts("/m/deputy/assignments/1/rating", csrf=token, **grades).status == 404
    li = phone.visit("o-li", "/m/deputy/assignments/1")  # serves the grid, and was not asked
    assert "提交评价" not in li.html
    token = phone.visit("o-li", "/m/deputy/record").token
    grades = {"attitude": "fair", "result": "fair"}
    assert li.posts("/m/deputy/assignments/1/rating", csrf=token, **grades).status == 404
    assert all_of(office, DeputyMark)[0].given_at is None


def test_an_expired_link_opens_no_loop(phone: PhonePages, office: Office) -> None:
    links = {
        "o-zhang": ["/m/deputy/assignments/1", "/m/deputy/grid", "/m/deputy/card"],
        "o-liu": ["/m/resident/join", "/m/resident/join/1001"],
    }
    signed = [phone.link(who, path) for who, paths in links.items() for path in paths]
    office.passes(days=8)
    for link in signed:
        page = phone.stranger().opens(link)
        assert (page.status, "链接过期了" in page.html, "路灯" in page.html) == (403, True, False)
    for paths in links.values():
        assert all(phone.stranger().opens(path).status == 403 for path in paths)


def test_my_grid_says_who_waits_and_who_is_late(phone: PhonePages, office: Office) -> None:
    office.writes("o-zhang", "收到 1002")
    page = phone.visit("o-zhang", "/m/deputy/grid").html
    assert in_order(page, "丹水镇 莲花村", "责任代表", "群众等您答复", "№ 1002", "还没办完的事", "№ 1001")
    assert "承办单位超期没答复" not in page
    office.passes(days=45)
    page = phone.visit("o-zhang", "/m/deputy/grid").html
    assert in_order(page, "承办单位超期没答复", "路灯坏了", "县交通局")
    assert "路灯坏了" not in phone.visit("o-wang", "/m/deputy/grid").html


def test_the_card_shows_the_code_of_the_grid(phone: PhonePages) -> None:
    page = phone.visit("o-zhang", "/m/deputy/card")
    assert "/m/grid/LH01/code.svg" in page.html
    assert "SL01" not in page.opens("/m/deputy/card?grid=SL01").html  # not a grid of theirs
    code = phone.app.test_client().get("/m/grid/LH01/code.svg")
    assert (code.status_code, code.content_type) == (200, "image/svg+xml")
    assert b"<svg" in code.data


def test_anyone_may_read_who_serves_a_grid(phone: PhonePages) -> None:
    page = phone.stranger().opens("/m/grid/LH01")
    assert in_order(page.html, "丹水镇 莲花村", "张广民", "责任代表", "县人大代表", "李秀英", "进度")
    assert "路灯" not in page.html


@pytest.mark.parametrize("code", ["XX", "%00", "..%2f", "长" * 99])
def test_a_grid_that_is_not_there_is_a_friendly_page(phone: PhonePages, code: str) -> None:
    for path in (f"/m/grid/{code}", f"/m/grid/{code}/code.svg"):
        page = phone.stranger().opens(path)
        assert page.status == 404
        assert "没有找到" in page.html
