"""The first words to someone who opens the chat, and the help for each kind of person."""

from handlers import routing, wording
from handlers.contacts import Writer
from handlers.desk import Desk
from handlers.notices import tell
from models.outbox import NoticeKind
from models.place import Grid
from models.rules.local_time import local_date

FOR_RESIDENTS = (
    "有难处直接说就行，可以发照片；说清什么事、在哪个村。\n"
    "进度：看办到哪了\n补充 编号 内容：接着说\n新：另说一件事\n撤回 编号：不办了\n"
    "匿名：不让代表知道您是谁\n代表：看谁是我的代表\n换网格：换个村\n"
    "解决 编号 是/部分/否\n评价 编号 满意/基本满意/不满意\n删除我的信息：不再留您的姓名、电话和说过的话\n急事请打 110、119、120。"
)
FOR_DEPUTIES = (
    "待办：等您办的事\n收到 编号：确认收到\n答复 编号 内容：答复群众\n解决 编号 内容：说明怎样解决的\n"
    "上报 编号 内容：报乡镇研处\n建议 编号,编号 内容：起草代表建议\n走访 内容、宣讲 内容、实事 内容：记入履职手册\n"
    "评价 编号 态度…… 结果……：评价承办单位的答复\n小结：写季度小结\n积分：看履职记录\n新 内容：您自己反映一件事"
)
FOR_ORGANS = "待办：交给你们办的事\n新 内容：您自己反映一件事"
FOR_STAFF = "摘要：今天要管的事\n统计：数字\n新 内容：您自己反映一件事"


def help_text(writer: Writer) -> str:
    """帮助, for whoever asks."""
    parts = [FOR_DEPUTIES] if writer.deputy else []
    parts += [FOR_STAFF] if writer.staff else []
    parts += [FOR_ORGANS] if writer.organ else []
    return "\n".join(parts) or FOR_RESIDENTS


def greet(desk: Desk, writer: Writer, grid: Grid | None) -> None:
    """Say who listens here: once a day, because entering the chat allows only two messages."""
    text = _for_officials(writer) or _for_a_resident(desk, grid)
    today = local_date(desk.now, desk.rules.zone).isoformat()
    where = grid.code if grid else "-"
    tell(
        desk.session,
        desk.rules,
        writer.contact.id,
        NoticeKind.REPLY,
        text,
        desk.now,
        key=f"greet:{writer.contact.id}:{where}:{today}",
        expires_at=desk.now + desk.rules.clocks.same_matter,
        urgent=True,
    )


def _for_officials(writer: Writer) -> str:
    if writer.deputy is not None:
        return f"{writer.deputy.name}代表，您好。发「待办」看等您办的事，发「帮助」看怎么用。"
    if writer.staff is not None:
        return f"{writer.staff.name}，您好。发「摘要」看今天的情况。"
    if writer.organ is not None:
        return f"{writer.organ.name}，您好。发「待办」看交给你们办的事。"
    return ""


def _for_a_resident(desk: Desk, grid: Grid | None) -> str:
    if grid is None:
        return "您好！这里是人大代表听您说话的地方。有什么难处直接说就行，可以发照片；请带上村名。"
    deputies = routing.deputies_of(desk, grid)
    who = f"，责任代表是{wording.titled(deputies[0])}" if deputies else ""
    return f"您好！这里是{wording.place(grid)}{who}。有什么难处直接说就行，可以发照片。"
