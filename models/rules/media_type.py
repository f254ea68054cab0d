"""What a file is, by its first bytes: what a sender or a server calls it is not believed."""

BINARY = "application/octet-stream"
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"#!AMR\n", "audio/amr"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"ID3", "audio/mpeg"),
)
_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"3gp",
    b"qt  ",
)


def media_type(content: bytes) -> str:
    """One of the photo, voice and video types WeChat sends; `BINARY` for anything else."""
    for start, name in _STARTS:
        if content.startswith(start):
            return name
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12].startswith(_MP4_BRANDS):
        return "video/mp4"
    return "audio/mpeg" if _is_mp3_frame(content) else BINARY


def _is_mp3_frame(content: bytes) -> bool:
    """An MPEG audio frame, layer III, without a tag before it: 11 sync bits, a version, a bit rate and a sample rate."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:  # noqa: PLR2004  the frame header's bits
        return False
    version, layer = content[1] >> 3 & 0b11, content[1] >> 1 & 0b11
    bit_rate, sample_rate = content[2] >> 4, content[2] >> 2 & 0b11
    return version != 0b01 and layer == 0b01 and bit_rate not in {0, 15} and sample_rate != 0b11  # noqa: PLR2004
