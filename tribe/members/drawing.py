"""Draws one picture afresh, from standard input to standard output; run in a process of its own.

As a square; or, told `whole`, as it is and in two sizes: a header, then one after the other.

A small file may unfold into hundreds of megabytes, and a decoder may be made to crash: here that
costs a process with a limit, whose memory returns when it ends.
"""

import resource
import struct
import sys
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it is imported when the limits are set
    from PIL.Image import Image as Picture

LARGEST_AREA = 40_000_000  # pixels; what decoding may cost is decided before it begins
LARGEST_MEMORY = 512 * 2**20  # bytes of addresses; Python and its libraries take a fifth of it
LONGEST = 20  # seconds of a processor
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SIDE = 256
WHOLE, PREVIEW = 2048, 960  # pixels of the longer side of a whole picture, and of its preview
HEADER = struct.Struct(">III")  # width and height, and the bytes of the larger picture
ROWS = 32  # of the smaller picture, made at a time
TOO_LARGE = 3  # how the process ends then; 0 when it has drawn; any other is unreadable


def square(upload: bytes) -> bytes | None:
    """A square WebP without metadata, or None if there are too many pixels."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # its limit only warns at first; ours refuses
    with Image.open(BytesIO(upload), formats=FORMATS) as picture:
        if picture.width * picture.height > LARGEST_AREA:
            return None
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is then decoded at a fraction
        step = max(1, min(picture.size) // (4 * SIDE))
        upright = ImageOps.exif_transpose(_smaller(picture, step))
        fit = ImageOps.fit(upright, (SIDE, SIDE))
    return _packed(fit)


def whole(upload: bytes) -> bytes | None:
    """A whole picture and its preview as WebP without metadata; None if there are too many pixels.

    A picture that is as small as a preview is its own, and comes once.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(BytesIO(upload), formats=FORMATS) as picture:
        if picture.width * picture.height > LARGEST_AREA:
            return None
        picture.draft("RGB", (WHOLE, WHOLE))
        step = max(1, max(picture.size) // WHOLE)
        upright = ImageOps.exif_transpose(_smaller(picture, step))
    upright.thumbnail((WHOLE, WHOLE))
    large, size = _packed(upright), upright.size
    preview = b""
    if max(size) > PREVIEW:
        upright.thumbnail((PREVIEW, PREVIEW))
        preview = _packed(upright)
    return HEADER.pack(*size, len(large)) + large + preview


def _packed(picture: "Picture") -> bytes:
    """The pixels alone, whatever else the picture had with it."""
    from PIL import Image

    target = BytesIO()
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    bare.save(target, "WEBP", quality=82)
    return target.getvalue()


def _smaller(picture: "Picture", step: int) -> "Picture":
    """The picture in 8-bit colours, coarser in whole steps, a strip at a time."""
    from PIL import Image

    mode = "RGBA" if picture.has_transparency_data else "RGB"
    width, height = picture.size
    small = Image.new(mode, (-(-width // step), -(-height // step)))
    for top in range(0, small.height, ROWS):
        lower = min(height, (top + ROWS) * step)
        strip = _eight_bits(picture.crop((0, top * step, width, lower))).convert(mode)
        small.paste(strip.reduce(step), (0, top))
    small.getexif().update(picture.getexif())
    small.info["exif"] = small.getexif().tobytes()
    return small


def _eight_bits(strip: "Picture") -> "Picture":
    """Greys of 16 bits in 8, by their size: Pillow cuts off all above 255."""
    if not strip.mode.startswith("I"):
        return strip
    return strip.convert("I").point(lambda grey: grey * (1 / 257) + 0).convert("L")


def main() -> int:
    """Limit this process, then draw."""
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    draw = whole if sys.argv[1:] == ["whole"] else square
    drawn = draw(sys.stdin.buffer.read())
    if drawn is None:
        return TOO_LARGE
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
