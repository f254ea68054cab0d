"""The registry comes in: by code, again and again, nothing lost silently."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from app.security import CodeMaker, Vault
from handlers import invitations
from handlers.placebook import PlaceBook
from handlers.registry import apply
from handlers.registry_known import known
from handlers.registry_out import current
from handlers.registry_rows import (
    DeputyRow,
    GridDeputyRow,
    GridRow,
    OrganRow,
    Registry,
    Report,
    StaffRow,
    StationRow,
)
from models.db import Database
from models.duty import AuditEntry
from models.people import Capacity, Deputy, GridDeputy, OrganKind, StaffMember, StaffRole
from models.place import Grid

SECRET = "a secret of the tests, long enough"
VAULT, CODES = Vault(SECRET), CodeMaker(SECRET)
LAMP = GridRow("G1", "莲花村", "回车镇", "西峡县", ("莲花", "莲花沟"), 111.5, 33.2)
HILL = GridRow("G2", "石门村", "回车镇", "西峡县")
WANG = DeputyRow("D1", "王建国", "10010000001", (Capacity.COUNTY, Capacity.TOWNSHIP), "Z1", "村医")
LI = DeputyRow("D2", "李秀英", "10010000002", (Capacity.CONSULTATIVE,))
COUNTY = Registry(
    grids=(LAMP, HILL),
    stations=(StationRow("Z1", "回车镇联络站", "回车镇", "镇政府一楼", "周一上午", "S1"),),
    deputies=(WANG, LI),
    grid_deputies=(GridDeputyRow("G1", "D1", 1), GridDeputyRow("G1", "D2", 2), GridDeputyRow("G2", "D2", 1)),
    organs=(OrganRow("J1", "县水利局", OrganKind.GOVERNMENT, "周明", "吴静", "10030000001"),),
    staff=(StaffRow("S1", "赵六", "10020000001", StaffRole.STATION_HEAD, ("回车镇",)),),
)


def bring_in(db: Database, registry: Registry, now: datetime, *, deactivate_missing: bool = False) -> Report:
    with db.transaction() as session:
        return apply(session, registry, now, seal=VAULT.seal, deactivate_missing=deactivate_missing)


def counts(report: Report, sheet: str) -> tuple[int, int, int]:
    of = report.sheets[sheet]
    return of.added, of.changed, of.unchanged


def test_a_county_comes_in_whole_and_goes_out_the_same(db: Database, now: datetime) -> None:
    report = bring_in(db, COUNTY, now)
    assert [counts(report, name)[0] for name in report.sheets] == [2, 1, 2, 3, 1, 1]
    with db.reading() as session:
        assert current(session, VAULT.unseal) == COUNTY
        audit = session.scalars(select(AuditEntry)).one()
    assert (audit.act, audit.at, audit.who) == ("import-registry", now, "operator")


def test_phone_numbers_are_never_stored_in_the_open(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    with db.reading() as session:
        sealed = session.scalars(select(Deputy.phone_sealed).order_by(Deputy.code)).all()
    assert all("1001000" not in text for text in sealed)
    assert [VAULT.unseal(text) for text in sealed] == ["10010000001", "10010000002"]


def test_importing_the_same_again_changes_nothing(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    report = bring_in(db, COUNTY, now)
    assert all(counts(report, name)[:2] == (0, 0) for name in report.sheets)
    assert report.missing == 0


def test_a_rehearsal_tells_the_same_and_leaves_no_trace(db: Database, now: datetime) -> None:
    with db.reading() as session:
        report = apply(session, COUNTY, now, seal=VAULT.seal)
    assert counts(report, "代表") == (2, 0, 0)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Grid)) == 0


def test_a_new_name_phone_alias_and_capacity_arrive(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    wang = replace(WANG, phone="10010000009", capacities=(Capacity.CITY,))
    lamp = replace(LAMP, aliases=("莲花",))
    fresh = replace(COUNTY, grids=(lamp, HILL), deputies=(wang, LI))
    report = bring_in(db, fresh, now)
    assert counts(report, "网格") == (0, 1, 1)
    assert counts(report, "代表") == (0, 1, 1)
    with db.reading() as session:
        assert current(session, VAULT.unseal) == fresh


def test_who_is_missing_is_named_and_stays_until_asked(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    without_li = replace(COUNTY, deputies=(WANG,), grid_deputies=(GridDeputyRow("G1", "D1", 1),), organs=())
    report = bring_in(db, without_li, now)
    assert report.sheets["代表"].missing == ["D2"]
    assert report.sheets["机关"].missing == ["J1"]
    with db.reading() as session:
        assert session.scalar(select(Deputy.active).where(Deputy.code == "D2"))
    bring_in(db, without_li, now, deactivate_missing=True)
    with db.reading() as session:
        assert not session.scalar(select(Deputy.active).where(Deputy.code == "D2"))
        assert session.scalar(select(func.count()).select_from(Deputy)) == 2
    report = bring_in(db, COUNTY, now)
    assert counts(report, "代表") == (0, 1, 1)
    with db.reading() as session:
        assert session.scalar(select(Deputy.active).where(Deputy.code == "D2"))


def test_a_deputys_grids_become_the_files(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    moved = (GridDeputyRow("G2", "D1", 1), GridDeputyRow("G1", "D2", 1), GridDeputyRow("G2", "D2", 2))
    report = bring_in(db, replace(COUNTY, grid_deputies=moved), now)
    assert counts(report, "网格代表") == (1, 2, 0)
    assert report.sheets["网格代表"].removed == 1
    with db.reading() as session:
        assert set(current(session, VAULT.unseal).grid_deputies) == set(moved)


def test_a_file_that_says_nothing_of_grids_takes_none_away(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    bring_in(db, replace(COUNTY, grid_deputies=()), now)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(GridDeputy)) == 3


def test_the_place_book_reads_again_after_an_import(db: Database, now: datetime) -> None:
    places = PlaceBook()
    bring_in(db, COUNTY, now)
    with db.reading() as session:
        assert not places.gazetteer(session).mentioned("东湖社区的路灯坏了")
    lake = GridRow("G3", "东湖社区", "白羽街道", "西峡县")
    bring_in(db, replace(COUNTY, grids=(LAMP, HILL, lake)), now)
    with db.reading() as session:
        found = places.gazetteer(session).mentioned("东湖社区的路灯坏了")
    assert [place.grid_code for place in found] == ["G3"]


def test_what_the_database_knows(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    with db.reading() as session:
        knows = known(session)
    assert knows.grids["G1"] == ("回车镇", "西峡县")
    assert (knows.stations, knows.deputies, knows.staff) == ({"Z1"}, {"D1", "D2"}, {"S1"})
    assert set(knows.served) == {("G1", "D1", 1), ("G1", "D2", 2), ("G2", "D2", 1)}


def test_everyone_unbound_gets_one_living_code(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    with db.transaction() as session:
        assert invitations.ensure_all(session, CODES, now) == 4
        assert invitations.ensure_all(session, CODES, now) == 0
    code = CODES("deputy", "D1", 1)
    typed = code.lower().replace("0", "o").replace("1", "l")
    with db.reading() as session:
        found = invitations.find(session, f" {typed[:4]}-{typed[4:]} ", now)
        assert found is not None
        wang = session.get_one(Deputy, found.deputy_id)
        assert wang.code == "D1"
        assert invitations.find(session, "ZZZZZZZZ", now) is None


def test_a_used_code_is_dead_and_the_next_is_another(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    with db.transaction() as session:
        invitations.ensure_all(session, CODES, now)
        found = invitations.find(session, CODES("staff", "S1", 1), now)
        assert found is not None
        found.used_at = now
    with db.transaction() as session:
        assert invitations.find(session, CODES("staff", "S1", 1), now) is None
        assert invitations.ensure_all(session, CODES, now) == 1
        assert invitations.find(session, CODES("staff", "S1", 2), now) is not None


def test_a_code_seen_by_others_is_replaced(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    with db.transaction() as session:
        invitations.ensure_all(session, CODES, now)
        fresh = invitations.reissue(session, CODES, "deputy", "D1", now)
        assert fresh == CODES("deputy", "D1", 2)
        assert invitations.find(session, CODES("deputy", "D1", 1), now) is None
        assert invitations.find(session, fresh, now) is not None
        assert invitations.reissue(session, CODES, "deputy", "nobody", now) is None


def test_another_secret_key_makes_other_codes_and_the_old_ones_die(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    other = CodeMaker("another secret, just as long as that")
    with db.transaction() as session:
        invitations.ensure_all(session, CODES, now)
        assert invitations.ensure_all(session, other, now) == 4
        assert invitations.find(session, CODES("deputy", "D1", 1), now) is None
        assert invitations.find(session, other("deputy", "D1", 2), now) is not None


def test_who_left_office_cannot_join(db: Database, now: datetime) -> None:
    bring_in(db, COUNTY, now)
    with db.transaction() as session:
        invitations.ensure_all(session, CODES, now)
        session.scalars(select(StaffMember)).one().active = False
    with db.reading() as session:
        assert invitations.find(session, CODES("staff", "S1", 1), now) is None
