"""What a file is, by its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.media_type import BINARY, media_type


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"#!AMR-WB\n", "audio/amr-wb"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
    ],
)
def test_photos_voices_and_videos_are_known(start: bytes, expected: str) -> None:
    assert media_type(start + bytes(64)) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b'{"errcode":40007}',
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"MZ\x90\x00",
        b"%PDF-1.7",
        b"\x00\x00\x00\x20ftypevil",
        b"\xff\xff\xff\xff",
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00",
    ],
)
def test_anything_else_is_only_bytes(content: bytes) -> None:
    assert media_type(content) == BINARY


@given(st.binary(max_size=64))
def test_whatever_comes_gets_a_type_a_browser_will_not_run(content: bytes) -> None:
    assert media_type(content).split("/")[0] in {"image", "audio", "video", "application"}
    assert media_type(content) not in {"image/svg+xml", "application/pdf", "text/html"}
