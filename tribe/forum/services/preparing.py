"""What may hang on a post: files that were given, looked at without trust and drawn afresh.

What a file is, its bytes say and not its name. Nobody waits for it to write: drawing a picture
takes its time.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tribe import storage
from tribe.base.db import reading
from tribe.base.errors import RuleBroken
from tribe.base.text import clean
from tribe.forum import settings
from tribe.forum.models import MAX_FILE_NAME
from tribe.mail import Attachment, LeftOut
from tribe.members.pictures import redraw_whole
from tribe.settings import value_of

MEGABYTE = 2**20
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
PDF = b"%PDF-"
ENDINGS_OF_TEXT = (".txt", ".md")  # others may be opened as programs or pages
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Prepared:
    """A file that may be kept, as it is kept."""

    name: str
    media_type: str
    content: bytes
    preview: bytes = b""
    width: int | None = None
    height: int | None = None


def prepare(given: Sequence[Attachment]) -> tuple[list[Prepared], list[LeftOut]]:
    """What may hang on a post, its bytes brought to the storage, and what may not.

    What was begun in the database is committed before. Raises Unavailable where pictures cannot be
    drawn or files not be kept just now.
    """
    prepared: list[Prepared] = []
    left_out: list[LeftOut] = []
    with reading():
        for one in given:
            try:
                _check_room(len(prepared))
                prepared.append(_prepared(one))
            except RuleBroken as refusal:
                name = bare_name(one.name)
                left_out.append(LeftOut(name, refusal.code, dict(refusal.parameters)))
        for made in prepared:
            for content in filter(None, (made.content, made.preview)):
                storage.bring(content)
    return prepared, left_out


def bare_name(said: str) -> str:
    """The name of a file without folders, and without signs that are not seen or turn the text."""
    last = re.split(r"[/\\]", " ".join(clean(said).split()))[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return " ".join(seen.split()).strip(". ")[:MAX_FILE_NAME]


def _check_room(count: int) -> None:
    most = value_of(settings.MAX_FILES)
    if not most:
        raise RuleBroken("forum.no_files")
    if count >= most:
        raise RuleBroken("forum.too_many_files", most=most)


def _prepared(one: Attachment) -> Prepared:
    most = value_of(settings.MAX_FILE_SIZE)
    if len(one.content) > most * MEGABYTE:
        raise RuleBroken("forum.file_too_large", most=most)
    if _is_picture(one.content):
        drawn = redraw_whole(one.content)
        return Prepared(
            _named(one.name, (".webp",), "picture"),
            "image/webp",
            drawn.image,
            drawn.preview,
            drawn.width,
            drawn.height,
        )
    if one.content.startswith(PDF):
        return Prepared(_named(one.name, (".pdf",), "document"), "application/pdf", one.content)
    if _is_text(one):
        name = _named(one.name, ENDINGS_OF_TEXT, "text")
        return Prepared(name, "text/plain", one.content)
    raise RuleBroken("forum.file_kind")


def _is_picture(content: bytes) -> bool:
    return content.startswith(PICTURES) or (content[:4], content[8:12]) == (b"RIFF", b"WEBP")


def _is_text(one: Attachment) -> bool:
    """Whether it is plain text, by what it holds and by how programs would open it."""
    ending = re.search(r"\.[^.\s]*$", bare_name(one.name))
    if ending is not None and ending[0].lower() not in ENDINGS_OF_TEXT:
        return False
    try:
        one.content.decode()
    except UnicodeDecodeError:
        return False
    return bool(one.content.strip()) and CONTROLS.search(one.content) is None


def _named(said: str, endings: Sequence[str], otherwise: str) -> str:
    """A name whose ending is true, so that no program takes the file for another kind."""
    stem, dot, last = bare_name(said).rpartition(".")
    ending = next((one for one in endings if f".{last.lower()}" == one), endings[0])
    is_ending = dot and last.isalnum() and len(last) < 6
    bare = (stem if is_ending else bare_name(said)).strip(". ") or otherwise
    return bare[: MAX_FILE_NAME - len(ending)] + ending
