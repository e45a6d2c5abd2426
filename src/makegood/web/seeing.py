"""What a program can say of a picture: is it sharp, and was one like it shown before. Nothing of what is in it, and nothing of who made it."""

from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageOps, ImageStat

LOOKED_AT = 500  # pixels of the longer side: sharpness is then the same for a phone of 12 and of 50 megapixels
# Below this the edges are those of a picture out of focus or shaken (measured over sharp pictures and the same ones blurred: tests/web/test_seeing.py).
BLURRED = 8
_LAPLACE = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
_PLAIN = 8  # of 64 bits: a wall, a sheet of paper; such pictures are all alike


@dataclass(frozen=True, slots=True)
class Seen:
    """`sharpness`: the variance of the picture's Laplacian, 0 to 16384. `alike`: 64 bits of which like pictures share nearly all (a
    difference hash); None where the picture is plain.
    """

    sharpness: int
    alike: int | None


def see(picture: Image.Image) -> Seen:
    grey = ImageOps.grayscale(picture)
    small = grey.copy()
    small.thumbnail((LOOKED_AT, LOOKED_AT))
    wide, high = small.size
    inner = (1, 1, wide - 1, high - 1)  # the filter leaves the outermost pixels as they are
    sharpness = min(16_384, round(ImageStat.Stat(small.filter(_LAPLACE).crop(inner)).var[0])) if min(small.size) > 2 else 0
    return Seen(sharpness, _difference_hash(grey))


def _difference_hash(grey: Image.Image) -> int | None:
    """For each of 8 x 8 places: is it lighter than the next one? As a signed 64-bit number, as the database keeps it."""
    tiny = grey.resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            here, there = tiny[row * 9 + column], tiny[row * 9 + column + 1]
            bits = bits << 1 | (here > there)
    if not _PLAIN <= bits.bit_count() <= 64 - _PLAIN:
        return None
    return bits - (1 << 64) if bits >> 63 else bits
