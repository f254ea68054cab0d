"""Photos as they come from a phone."""

import io

from PIL import Image

MAKER = "Phone of the county town"


def plain(form: str = "JPEG") -> bytes:
    """Nothing in it but what is seen."""
    return _saved(form)


def taken_at_the_well() -> bytes:
    """A JPEG that says where it was taken, and by what."""
    tags = Image.Exif()
    tags[0x010F] = MAKER
    tags.get_ifd(0x8825).update({1: "N", 2: (33.0, 18.0, 7.0)})
    return _saved("JPEG", exif=tags)


def _saved(form: str, **given: Image.Exif) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 160, 90)).save(out, form, **given)
    return out.getvalue()
