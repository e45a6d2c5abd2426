"""Files that people send: looked into, not believed; pictures are drawn anew, so that nothing hides in them."""

import io
from dataclasses import dataclass, field
from datetime import datetime

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from makegood.base.evidence import EvidenceFile, Original, store
from makegood.kernel.refusal import Refusal
from makegood.web.seeing import Seen, see

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
_PICTURES = {"image/jpeg", "image/png", "image/webp"}


@dataclass(frozen=True, slots=True)
class Clean:
    """What may be shown. `captured`: when and with what the picture was taken, as its EXIF said; it is no longer in `content`.

    `original`: the file as it was sent, kept as evidence.
    """

    content: bytes
    media_type: str
    original: Original
    captured: dict[str, str] = field(default_factory=dict)
    seen: Seen = Seen(0, None)

    def keep(self, *, now: datetime) -> EvidenceFile:
        """Store both for the unit's shop."""
        return store(
            self.content, self.media_type, now=now, captured=self.captured, original=self.original, sharpness=self.seen.sharpness,
            alike=self.seen.alike,
        )  # fmt: skip


def clean_picture(file: UploadedFile) -> Clean:
    """A JPEG of at most 2400 px. Refuses file_too_large, file_empty, picture_heic, no_picture, picture_too_large."""
    if (file.size or 0) > settings.MAKEGOOD_MAX_UPLOAD:
        raise Refusal("file_too_large", _("This picture is too large."), _("Send a smaller one."), field="photo", status=413)
    content = file.read()
    if not content:
        raise Refusal("file_empty", _("This file is empty."), _("Choose the picture again."), field="photo")
    kind = filetype.guess_mime(content)
    if kind in ("image/heic", "image/heif"):
        remedy = _("Take a screenshot of it, or set the camera to “Most compatible”, and send that.")
        raise Refusal("picture_heic", _("This kind of picture (HEIC) can't be read here."), remedy, field="photo")
    if kind not in _PICTURES:
        raise Refusal("no_picture", _("This is no picture that can be read."), _("Send a JPEG, PNG or WebP picture."), field="photo")
    return _redraw(content, kind)


def _redraw(content: bytes, kind: str) -> Clean:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal("picture_too_large", _("This picture has too many pixels."), _("Send a smaller one."), field="photo")
            exif = picture.getexif()
            captured = {name: str(exif[tag])[:80] for name, tag in (("taken", 306), ("camera", 272)) if tag in exif}
            drawn = ImageOps.exif_transpose(picture).convert("RGB")
            drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            seen = see(drawn)
            out = io.BytesIO()
            drawn.save(out, "JPEG", quality=85, optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refusal("no_picture", _("This picture is broken."), _("Take it again and send that."), field="photo") from None
    return Clean(out.getvalue(), "image/jpeg", Original(content, kind), captured, seen)


LOGO_MOST, LOGO_SIDES = 2_000_000, (900, 300)


def clean_logo(file: UploadedFile) -> bytes:
    """A PNG of at most 900 x 300 px, drawn anew, see-through where it was. Refuses logo_too_large, file_empty, no_picture, picture_too_large."""
    if (file.size or 0) > LOGO_MOST:
        raise Refusal("logo_too_large", _("This picture is too large."), _("A logo may have 2 MB."), field="logo", status=413)
    content = file.read()
    if not content:
        raise Refusal("file_empty", _("This file is empty."), _("Choose the picture again."), field="logo")
    if filetype.guess_mime(content) not in _PICTURES:
        raise Refusal("no_picture", _("This is no picture that can be read."), _("Send a JPEG, PNG or WebP picture."), field="logo")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal("picture_too_large", _("This picture has too many pixels."), _("Send a smaller one."), field="logo")
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
            drawn.thumbnail(LOGO_SIDES)
            out = io.BytesIO()
            drawn.save(out, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refusal("no_picture", _("This picture is broken."), _("Save it again and send that."), field="logo") from None
    return out.getvalue()
