"""Pictures people upload: decoded and drawn anew, so that what is kept is a picture and nothing else.

A photo of a phone says where and when it was taken, and a file that calls itself a photo may be a web page, an archive,
or both at once. What leaves here is always a JPEG made by us: no EXIF, no place, no comment, nothing behind its end.
"""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image, ImageOps

from models.rules.media_type import media_type

MOST_BYTES = 10 * 2**20
LONGEST_SIDE = 4096
MOST_PIXELS = 50_000_000
"""Of a JPEG as sent. Phones make 12 million by default, at most 50; it may be decoded at a fraction of that."""
MOST_PIXELS_WHOLE = 25_000_000
"""Of all other kinds: they are decoded whole, four bytes a pixel several times over, and 200 KB may hold 50 million."""
CONTENT_TYPE = "image/jpeg"
UPLOADS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""What people at a desk may upload, with Pillow's name for it."""
FROM_PHONES = UPLOADS | {"image/gif": "GIF"}
"""What a chat may bring besides; of a moving picture the first frame is kept."""
_QUALITY = 85
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_ALSO_A_PAGE = (b"<script", b"<!doctype", b"<iframe")
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
)
"""Everything that Pillow's decoders are known to raise on a file that is not what it says."""

TOO_LARGE = "这张照片超过 10 MB，请用手机把它压缩一下，或者重拍一张再传。"
TOO_MANY_PIXELS = "这张照片的尺寸太大，打不开。请缩小后再传。"
HEIC = (
    "这是苹果手机的 HEIC 格式。请在手机的「设置 → 相机 → 格式」里选「兼容性最佳」后重拍，或者截一张图再传。"
)
NOT_A_PICTURE = "这不是照片。请选 JPG、PNG 或 WEBP 格式的照片。"
DAMAGED = "这张照片打不开，可能没有传完整。请重新选一次，或者换一张。"
HOSTILE = "这个文件不只是照片，里面还夹带了别的内容，没有收下。请换一张原图。"
NOTHING = "请先选一张照片。"


class NotTakenError(ValueError):
    """The upload is no picture we keep; the text is the sentence beside the form's field."""


def redrawn(content: bytes, reads: Mapping[str, str] = UPLOADS) -> bytes:
    """The picture as a JPEG of ours: upright, at most `LONGEST_SIDE` wide and high. Raises NotTakenError."""
    _check_kind(content, reads)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is left behind anyway
            return _drawn(content, tuple(reads.values()))
    except NotTakenError:
        raise
    except Image.DecompressionBombError as error:
        raise NotTakenError(TOO_MANY_PIXELS) from error
    except _BROKEN as error:
        raise NotTakenError(DAMAGED) from error


def redrawn_if_possible(content: bytes) -> bytes | None:
    """A resident's photo drawn anew; None when it is none that we can open. Implements `scheduler.media.Redraw`."""
    try:
        return redrawn(content, FROM_PHONES)
    except NotTakenError:
        return None


def _check_kind(content: bytes, reads: Mapping[str, str]) -> None:
    """By its bytes: the name and the type that came with it are not believed."""
    if not content:
        raise NotTakenError(NOTHING)
    if len(content) > MOST_BYTES:
        raise NotTakenError(TOO_LARGE)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise NotTakenError(HEIC)
    if media_type(content) not in reads:
        raise NotTakenError(NOT_A_PICTURE)
    if _is_also_something_else(content):
        raise NotTakenError(HOSTILE)


def _is_also_something_else(content: bytes) -> bool:
    """A picture that is an archive or a web page as well; drawing it anew would undo that, but nobody sends one by chance.

    What phones put behind a photo's end (a depth map, a second of video) is neither, and is left behind.
    """
    small = content.lower()
    return zipfile.is_zipfile(io.BytesIO(content)) or any(mark in small for mark in _ALSO_A_PAGE)


def _drawn(content: bytes, formats: tuple[str, ...]) -> bytes:
    most = MOST_PIXELS if media_type(content) == "image/jpeg" else MOST_PIXELS_WHOLE
    with Image.open(io.BytesIO(content), formats=formats) as picture:
        if picture.width * picture.height > most:
            raise NotTakenError(TOO_MANY_PIXELS)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG may be decoded at half its size
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
        out = io.BytesIO()
        _on_white(upright).save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """On a fresh canvas: nothing comes along but what is seen."""
    canvas = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        shown = picture.convert("RGBA")
        canvas.paste(shown, mask=shown.getchannel("A"))
    else:
        canvas.paste(picture.convert("RGB"))
    return canvas
