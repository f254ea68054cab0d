"""The demo county's 1,235 deputies of four levels and 123 议政代表: about four to a grid, none without one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.simulator.demo.dice import Dice
from app.simulator.demo.names import a_name
from app.simulator.demo.offices import station_code
from handlers.registry_rows import DeputyRow, GridDeputyRow, GridRow
from models.people import Capacity

DEPUTIES = 1235
CONSULTATIVE = 123
SEATS_OF_A_GRID = 4
_JOBS = (
    "村医 种粮大户 香菇种植户 猕猴桃合作社负责人 小学教师 中学教师 个体工商户 退役军人 村会计 妇联主任 养蜂人 "
    "货车司机 电工 民营企业负责人 护林员 返乡创业青年 乡镇卫生院护士 建筑工匠 超市经营者 社区工作者"
)
_WISHES = (
    "有事随时找我。",
    "每周一在联络站接待。",
    "走村入户多年，认得每家门。",
    "最关心修路和吃水。",
    "最关心老人和孩子。",
    "您的事，件件有回音。",
)


@dataclass
class Bench:
    """Deputies and the grids they serve, as they are seated."""

    dice: Dice
    deputies: list[DeputyRow] = field(default_factory=list)
    links: list[GridDeputyRow] = field(default_factory=list)

    def seat(self, grid: GridRow, rank: int, capacities: tuple[Capacity, ...]) -> None:
        number = len(self.deputies) + 1
        code = f"D{number:04}"
        job, wish = self.dice.pick(_JOBS.split()), self.dice.pick(_WISHES)
        self.deputies.append(
            DeputyRow(
                code=code,
                name=a_name(self.dice),
                phone=f"1001000{number:04}",
                capacities=capacities,
                station_code=station_code(grid.township),
                introduction=f"{job}，{wish}",
            )
        )
        self.links.append(GridDeputyRow(grid.code, code, rank))


def seated(grids: Sequence[GridRow]) -> tuple[list[DeputyRow], list[GridDeputyRow]]:
    """Four seats to each grid, the last of every third one consultative; a few more in the county town."""
    bench = Bench(Dice(1235))
    for place, grid in enumerate(grids):
        for rank in range(1, SEATS_OF_A_GRID):
            bench.seat(grid, rank, _capacities(place, rank))
        consultative = (place + 1) * CONSULTATIVE // len(grids) > place * CONSULTATIVE // len(grids)
        bench.seat(grid, SEATS_OF_A_GRID, (Capacity.CONSULTATIVE if consultative else Capacity.TOWNSHIP,))
    more = DEPUTIES + CONSULTATIVE - len(bench.deputies)
    for place, grid in enumerate(grids[:more]):
        level = Capacity.CITY if place % 3 == 0 else Capacity.PROVINCE
        bench.seat(grid, SEATS_OF_A_GRID + 1, (level,))
    _stand_in(bench, grids)
    return bench.deputies, bench.links


def _capacities(place: int, rank: int) -> tuple[Capacity, ...]:
    """The responsible ones sit mostly in the county's congress; some sit in two."""
    if rank == 1 and place % 3:
        return (Capacity.COUNTY, Capacity.TOWNSHIP) if place % 4 == 0 else (Capacity.COUNTY,)
    if rank == 2 and place % 8 == 0:  # noqa: PLR2004  every eighth grid has a deputy of the city's congress
        return (Capacity.CITY, Capacity.COUNTY) if place % 16 == 0 else (Capacity.CITY,)
    return (Capacity.TOWNSHIP,)


def _stand_in(bench: Bench, grids: Sequence[GridRow]) -> None:
    """Every fifteenth responsible deputy also stands in next door, in the same township."""
    for place in range(0, len(grids) - 1, 15):
        if grids[place].township == grids[place + 1].township:
            code = bench.deputies[place * SEATS_OF_A_GRID].code
            bench.links.append(GridDeputyRow(grids[place + 1].code, code, SEATS_OF_A_GRID + 2))
