"""Avatars: whatever is uploaded is drawn afresh, small, with nothing hidden in it."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock

from flask_babel import gettext as _
from PIL import Image, ImageOps

from tribe.errors import RuleBroken

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
LARGEST_FILE = 6 * 2**20  # bytes
LARGEST_AREA = 40_000_000  # pixels; what decoding may cost is decided before it begins
SIDE = 256

_easel = Lock()  # a small file may unfold into hundreds of megabytes: one at a time

Image.MAX_IMAGE_PIXELS = None  # its limit only warns at first; ours refuses


@dataclass(frozen=True)
class Drawn:
    """A picture of our own drawing."""

    image: bytes

    @property
    def key(self) -> str:
        """What it is asked for by; it changes with the picture."""
        return sha256(self.image).hexdigest()[:32]


def redraw(upload: bytes) -> Drawn:
    """A square WebP of an uploaded picture, without metadata; raises RuleBroken if it is none."""
    if len(upload) > LARGEST_FILE:
        raise RuleBroken(
            _("Please choose a picture of at most %(size)s megabytes.", size=LARGEST_FILE // 2**20)
        )
    try:
        with Image.open(BytesIO(upload), formats=FORMATS) as picture:
            if picture.width * picture.height <= LARGEST_AREA:
                with _easel:
                    return Drawn(_square(picture))
    except Exception as error:  # decoders raise nearly anything on a broken or hostile file
        raise RuleBroken(
            _("This file is not a picture that can be read. JPEG, PNG, WebP and GIF can.")
        ) from error
    raise RuleBroken(
        _("Please choose a picture of at most %(count)s megapixels.", count=LARGEST_AREA // 10**6)
    )


def _square(picture: Image.Image) -> bytes:
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is then decoded at a fraction of its size
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    coarser = min(picture.size) // (4 * SIDE)
    whole = picture if picture.mode == mode else picture.convert(mode)
    upright = ImageOps.exif_transpose(whole.reduce(coarser) if coarser > 1 else whole)
    square = ImageOps.fit(upright, (SIDE, SIDE))
    target = BytesIO()
    Image.frombytes(mode, square.size, square.tobytes()).save(target, "WEBP", quality=82)
    return target.getvalue()
