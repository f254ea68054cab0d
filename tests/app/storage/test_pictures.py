"""What is kept of an upload is a picture and nothing else; what is no picture is refused with a sentence."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from app.storage import pictures
from app.storage.pictures import NotTakenError, redrawn

RED, BLUE = (200, 30, 30), (30, 30, 200)
SECRET = b"GPS-SECRET-33.2,111.4"


def a_photo(
    form: str = "JPEG", size: tuple[int, int] = (60, 40), *, mode: str = "RGB", **options: object
) -> bytes:
    """Red on the left half, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    out = io.BytesIO()
    picture.convert(mode).save(out, form, **options)
    return out.getvalue()


def seen(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(0x8825).update({1: "N", 2: (33.0, 12.0, 0.0)})
    return tags.tobytes()


def refusal(content: bytes) -> str:
    with pytest.raises(NotTakenError) as refused:
        redrawn(content)
    return str(refused.value)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_as_a_jpeg(form: str) -> None:
    kept = seen(redrawn(a_photo(form)))
    assert (kept.format, kept.size, kept.mode) == ("JPEG", (60, 40), "RGB")
    red, _, blue = kept.getpixel((10, 20))  # type: ignore[misc]  # a pixel of an RGB picture
    assert red > 150 > blue


def test_where_and_when_it_was_taken_is_left_behind() -> None:
    kept = redrawn(a_photo(exif=exif(1), comment=SECRET))
    assert SECRET not in kept
    assert b"Exif" not in kept
    assert dict(seen(kept).getexif()) == {}


def test_words_hidden_in_a_png_are_left_behind() -> None:
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", SECRET.decode())
    assert SECRET not in redrawn(a_photo("PNG", pnginfo=hidden))


def test_a_photo_taken_sideways_stands_upright() -> None:
    kept = seen(redrawn(a_photo(exif=exif(6))))
    assert kept.size == (40, 60)
    red, _, blue = kept.getpixel((20, 10))  # type: ignore[misc]  # a pixel of an RGB picture
    assert red > 150 > blue


def test_a_large_photo_is_made_smaller_and_keeps_its_shape() -> None:
    assert seen(redrawn(a_photo(size=(6000, 3000)))).size == (4096, 2048)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    assert seen(redrawn(a_photo("PNG", mode=mode))).size == (60, 40)


def test_what_is_see_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert seen(redrawn(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def test_a_printers_jpeg_in_four_colours_is_drawn() -> None:
    assert seen(redrawn(a_photo(mode="CMYK"))).mode == "RGB"


def test_the_second_of_video_behind_a_phones_photo_is_left_behind() -> None:
    kept = redrawn(a_photo() + b"\0\0\0\x18ftypmp42" + SECRET * 50)
    assert SECRET not in kept
    assert seen(kept).size == (60, 40)


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.sh", "rm -rf")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", pictures.NOTHING),
        (b"<html><script>alert(1)</script></html>", pictures.NOT_A_PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', pictures.NOT_A_PICTURE),
        (a_zip(), pictures.NOT_A_PICTURE),
        (b"%PDF-1.7 ...", pictures.NOT_A_PICTURE),
        (b"MZ" + b"\0" * 200, pictures.NOT_A_PICTURE),
        (b"GIF89a" + b"\0" * 50, pictures.NOT_A_PICTURE),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, pictures.HEIC),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 50, pictures.NOT_A_PICTURE),
        (a_photo() + a_zip(), pictures.HOSTILE),
        (a_photo("PNG") + b"<SCRIPT>alert(1)</SCRIPT>", pictures.HOSTILE),
        (a_photo(comment=b"<!DOCTYPE html><b>"), pictures.HOSTILE),
        (b"\xff\xd8\xff<html>not a jpeg at all</html>", pictures.DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 64, pictures.DAMAGED),
        (a_photo(size=(600, 400))[:900], pictures.DAMAGED),
        (b"RIFF\x10\0\0\0WEBPVP8 nonsense", pictures.DAMAGED),
        (a_photo() + b"\0" * pictures.MOST_BYTES, pictures.TOO_LARGE),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    assert refusal(content) == why


def a_png_that_says(width: int, height: int) -> bytes:
    """A few bytes that unpack to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    assert refusal(a_png_that_says(9000, 9000)) == pictures.TOO_MANY_PIXELS
    # beyond what Pillow itself opens
    assert refusal(a_png_that_says(60_000, 60_000)) == pictures.TOO_MANY_PIXELS


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_flat_picture_that_is_small_only_as_a_file_is_refused(form: str) -> None:
    """A picture of one colour: a few hundred KB, and 750 MB once it is decoded whole."""
    assert refusal(a_photo(form, (7000, 3600))) == pictures.TOO_MANY_PIXELS
    assert len(redrawn(a_photo("JPEG", (7000, 3600)))) > 0


def outcome(content: bytes) -> bytes | str:
    try:
        return redrawn(content)
    except NotTakenError as refused:
        return str(refused)


SPOILT: list[Callable[[], bytes]] = [
    lambda: a_photo(exif=exif(6)),
    lambda: a_photo("PNG"),
    lambda: a_photo("WEBP"),
]


@given(st.sampled_from(SPOILT), st.data())
def test_a_spoilt_photo_is_drawn_or_refused_but_never_breaks_the_program(
    make: Callable[[], bytes], data: st.DataObject
) -> None:
    content = bytearray(make())
    for at, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=12)
    ):
        content[at] = value
    kept = outcome(bytes(content))
    assert kept.endswith("。") if isinstance(kept, str) else seen(kept).format == "JPEG"
