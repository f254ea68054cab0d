"""A photo comes in and goes out: nothing in it but what is seen."""

from werkzeug.datastructures import FileStorage

from app.storage.files import FileStore
from app.storage.pictures import CONTENT_TYPE, MOST_BYTES, NotTakenError, redrawn, redrawn_if_possible
from handlers.desk import BadInput
from handlers.evidence import Picture
from models.issue import Attachment
from models.reply import Evidence


def going_out(files: FileStore, photo: Attachment | Evidence) -> tuple[bytes, str] | None:
    """The bytes and their type; None when there is no such file, or none that can be opened.

    A resident's photo kept as it came, before we drew them, says where it was taken: it is drawn anew each time.
    """
    try:
        content = files.read(photo.path)
    except FileNotFoundError:
        return None
    if isinstance(photo, Evidence) or photo.drawn:
        return content, photo.content_type
    drawn = redrawn_if_possible(content)
    return None if drawn is None else (drawn, CONTENT_TYPE)


def picture_of(files: FileStore, sent: FileStorage | None, field: str) -> Picture:
    """The photo uploaded, drawn anew and stored. Raises BadInput beside the field."""
    try:
        content = redrawn(sent.stream.read(MOST_BYTES + 1) if sent else b"")
    except NotTakenError as refused:
        raise BadInput(str(refused), field) from refused
    path = files.put(content)
    return Picture(path, CONTENT_TYPE, len(content), path.rpartition("/")[2])
