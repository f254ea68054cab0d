"""Stories about suggestions: more deputies in the town, its working organs, and short ways to act."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from handlers import signing, suggesting, suggestion_checks
from handlers.suggestion_form import Draft
from models.assignment import Assignment
from models.people import Capacity, Deputy, StaffMember, StaffRole
from models.place import Grid
from models.suggestion import Publicity, Suggestion
from tests.builders import COUNTY, a_contact, a_deputy, a_staff_member
from tests.town import Town

PROPOSES = "请县里把莲花村到镇上的路列入明年计划，这条路坑洼多，学生上学不安全"


@dataclass
class Congress:
    """The town with 赵 (county and township), 钱 (township), 孙 (议政代表), 周 (city), 吴 (county, elsewhere)."""

    town: Town

    def __post_init__(self) -> None:
        with self.town.db.transaction() as session:
            grids = {grid.code: grid for grid in session.scalars(select(Grid))}
            both = (Capacity.COUNTY, Capacity.TOWNSHIP)
            who: dict[str, tuple[str, str, tuple[Capacity, ...], str]] = {
                "D4": ("赵志强", "zhao", both, "LH01"),
                "D5": ("钱红梅", "qian", (Capacity.TOWNSHIP,), "SL01"),
                "D6": ("孙立", "sun", (Capacity.CONSULTATIVE,), "LH01"),
                "D7": ("周敏", "zhou", (Capacity.CITY,), "LH01"),
                "D8": ("吴芳", "wu", (Capacity.TOWNSHIP,), "GH01"),
            }
            for rank, (code, (name, openid, capacities, grid)) in enumerate(who.items(), start=3):
                contact = a_contact(session, f"o-{openid}").id
                a_deputy(
                    session,
                    grids[grid],
                    rank=rank,
                    name=name,
                    code=code,
                    contact_id=contact,
                    capacities=capacities,
                )
            for code, role, place in (
                ("S2", StaffRole.COUNTY, COUNTY),
                ("S3", StaffRole.TOWNSHIP, "城关街道"),
            ):
                contact = a_contact(session, f"o-{code}").id
                a_staff_member(session, role, place, name=f"工作人员{code}", code=code, contact_id=contact)

    def matter(self, text: str = "莲花村到镇上的路坑坑洼洼", who: str = "o-ma") -> int:
        """A resident's matter in 莲花村 that deputies may raise; its number."""
        self.town.writes(who, f"新 {text}")
        self.town.settles()
        return max(issue.id for issue in self.town.issues())

    def draft(self, code: str, *numbers: int, **fields: Any) -> int:
        """A draft with everything chosen; its id."""
        given = {"title": "关于修路的建议", "text": PROPOSES, "publicity": Publicity.FULL, **fields}
        given.setdefault("capacity", Capacity.COUNTY)
        with self.town.db.transaction() as session:
            made = suggesting.draft(
                self.desk(session), self.deputy(session, code), Draft(**given, issues=numbers)
            )
            return made.id

    def change(self, code: str, suggestion_id: int, **fields: Any) -> str:
        given = {"title": "关于修路的建议", "text": PROPOSES, "publicity": Publicity.FULL, **fields}
        given.setdefault("capacity", Capacity.COUNTY)
        with self.town.db.transaction() as session:
            return suggesting.change(
                self.desk(session), self.deputy(session, code), suggestion_id, Draft(**given)
            )

    def hands_in(self, code: str, suggestion_id: int, *, declared: bool = True) -> str:
        with self.town.db.transaction() as session:
            return suggesting.hand_in(
                self.desk(session), self.deputy(session, code), suggestion_id, declared=declared
            )

    def withdraws(self, code: str, suggestion_id: int) -> str:
        with self.town.db.transaction() as session:
            return suggesting.withdraw(self.desk(session), self.deputy(session, code), suggestion_id)

    def asks(self, code: str, suggestion_id: int, *codes: str) -> str:
        with self.town.db.transaction() as session:
            return signing.ask(self.desk(session), self.deputy(session, code), suggestion_id, codes)

    def staff(self, code: str, act: str, suggestion_id: int, given: Any) -> str:
        """`check_in`, `send_back`, `forward` or `record_answer` by a member of staff."""
        with self.town.db.transaction() as session:
            member = session.scalars(select(StaffMember).where(StaffMember.code == code)).one()
            do = getattr(suggestion_checks, act)
            return str(do(self.desk(session), member, suggestion_id, given))

    def desk(self, session: Any) -> Any:
        return self.town.desk(session)

    def deputy(self, session: Any, code: str) -> Deputy:
        found: Deputy = session.scalars(select(Deputy).where(Deputy.code == code)).one()
        return found

    def suggestion(self, suggestion_id: int) -> Suggestion:
        """With everything about it loaded."""
        with self.town.db.reading() as session:
            found = session.get_one(Suggestion, suggestion_id)
            _ = (found.signers, found.issues, found.events, found.deputy)
            return found

    def assignment(self, *, suggestion: int | None = None, issue: int | None = None) -> Assignment | None:
        with self.town.db.reading() as session:
            query = select(Assignment)
            query = query.where(
                Assignment.suggestion_id == suggestion if suggestion else Assignment.issue_id == issue
            )
            found = session.scalars(query).one_or_none()
            if found is not None:
                _ = (found.clocks, found.events)
            return found
