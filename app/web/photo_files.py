"""A stored photo as it may go out: nothing in it but what is seen."""

from app.storage.files import FileStore
from app.storage.pictures import CONTENT_TYPE, redrawn_if_possible
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
