"""What a person can mean by a chat message: one frozen value for each act of the chat words.

Who may do an act is not decided here. A number left out is None (or an empty tuple): the matter meant is the one in hand.
`words` are as typed, without the space around them.
"""

from dataclasses import dataclass

from models.issue import Satisfaction
from models.reply import Solved


@dataclass(frozen=True, slots=True)
class Help:
    """帮助."""


@dataclass(frozen=True, slots=True)
class Bind:
    """绑定 CODE, in capitals and without spaces."""

    code: str


@dataclass(frozen=True, slots=True)
class NewMatter:
    """新: what follows is another matter."""

    words: str


@dataclass(frozen=True, slots=True)
class Progress:
    """进度."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Add:
    """补充 N words."""

    number: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """撤回 N."""

    number: int | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Anonymous:
    """匿名, 取消匿名."""

    on: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """评价 N 满意|基本满意|不满意 words."""

    number: int | None
    satisfaction: Satisfaction
    words: str


@dataclass(frozen=True, slots=True)
class SolvedAnswer:
    """解决 N 是|部分|否 (a resident's)."""

    number: int | None
    answer: Solved
    words: str = ""


@dataclass(frozen=True, slots=True)
class RateReply:
    """评价 N 态度满意 结果不满意 words: a deputy's marks of an organ's reply, attitude and result apart."""

    number: int | None
    attitude: Satisfaction
    result: Satisfaction
    words: str


@dataclass(frozen=True, slots=True)
class WhoIsMyDeputy:
    """代表."""


@dataclass(frozen=True, slots=True)
class Erase:
    """删除我的信息; `sure` is the second word, 确认删除."""

    sure: bool


@dataclass(frozen=True, slots=True)
class ChangeGrid:
    """换网格."""


@dataclass(frozen=True, slots=True)
class Todo:
    """待办."""


@dataclass(frozen=True, slots=True)
class Receive:
    """收到 N: the deputy's confirmation; a resident's bare 收到 is only politeness."""

    numbers: tuple[int, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """答复 N words."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Solve:
    """解决 N words (a deputy's)."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class ReportUp:
    """上报 N words."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Suggest:
    """建议 N,N words."""

    numbers: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Sign:
    """附议 N / 不附议 N: the answer of a deputy asked to sign suggestion N."""

    number: int
    yes: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """走访 words."""

    words: str


@dataclass(frozen=True, slots=True)
class Explain:
    """宣讲 words."""

    words: str


@dataclass(frozen=True, slots=True)
class Deed:
    """实事 words."""

    words: str


@dataclass(frozen=True, slots=True)
class Summary:
    """小结, with the deputy's own words or none."""

    words: str


@dataclass(frozen=True, slots=True)
class Points:
    """积分."""


@dataclass(frozen=True, slots=True)
class Digest:
    """摘要."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """统计."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A chat word clearly meant, with a part missing. Whoever may not use the word wrote an ordinary text."""

    word: str
    example: str


@dataclass(frozen=True, slots=True)
class Plain:
    """An ordinary text."""

    text: str


DEPUTY_WORDS = frozenset({"收到", "答复", "上报", "建议", "附议", "不附议", "走访", "宣讲", "实事"})
"""Words that mean nothing special when anybody else writes them."""
ResidentAct = (
    NewMatter
    | Progress
    | Add
    | Withdraw
    | Anonymous
    | Rate
    | SolvedAnswer
    | WhoIsMyDeputy
    | Erase
    | ChangeGrid
)
DeputyAct = (
    Todo
    | Receive
    | Answer
    | Solve
    | ReportUp
    | Suggest
    | Sign
    | Visit
    | Explain
    | Deed
    | Summary
    | Points
    | RateReply
)
StaffAct = Digest | Statistics
OfficialWord = Todo | Points | Digest | Statistics
"""Words that stand alone; from a resident they are no matter."""
SOLVE_EXAMPLE = "解决 1023 路灯昨天已修好"
"""What a deputy may write; a resident's example is an answer."""
Act = Help | Bind | ResidentAct | DeputyAct | StaffAct | Incomplete | Plain
