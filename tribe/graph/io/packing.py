"""Files of text as they lie on disk: compressed or not, in UTF-8, UTF-16 or UTF-32."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import PathLike
from typing import IO, Any, TextIO

from tribe.graph.io.batches import UnreadableFile
from tribe.speech import Message

Path = str | PathLike[str]
_DAMAGED = Message("The compressed file is damaged or cut short.")
_NO_ZSTD = Message(
    "Zstandard files need pyarrow: install tribe-community[columns], or unpack the file first.",
)
_ARCHIVE = Message(
    "This is an archive or a workbook: unpack it, or save its sheet as CSV.",
)
_WIDE = Message("The UTF-16 or UTF-32 text is damaged.")


def _zstandard(path: Path) -> IO[bytes]:
    try:
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise UnreadableFile(_NO_ZSTD) from error
    stream: IO[bytes] = pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")
    return stream


def _archive(path: Path) -> IO[bytes]:
    raise UnreadableFile(_ARCHIVE)


#: Where the zeros of two letters lie.
_ZEROS = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
#: By the first bytes of the file.
_PACKED: dict[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"\x28\xb5\x2f\xfd": _zstandard,
    b"PK\x03\x04": _archive,
    b"7z\xbc\xaf": _archive,
}


@contextmanager
def text_of(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a file, unpacked and decoded; bytes that are no UTF-8 stand as surrogates.

    Raises
    ------
    UnreadableFile
        It is damaged, an archive, or packed in a way that is not installed.
    OSError
        The file cannot be opened.
    """
    with open(path, "rb") as raw:
        start = raw.read(6)
    unpack = next((how for magic, how in _PACKED.items() if start.startswith(magic)), None)
    with _read(path, unpack) as lines:
        yield _guarded(lines, is_packed=unpack is not None)


@contextmanager
def _read(path: Path, unpack: Callable[[Path], Any] | None) -> Iterator[TextIO]:
    opened = open(path, "rb") if unpack is None else unpack(path)  # noqa: SIM115
    with opened, io.BufferedReader(opened, 1 << 16) as stream:
        try:
            encoding, errors = _encoding(stream.peek(4)[:4])
        except _BROKEN as error:
            raise UnreadableFile(_DAMAGED) from error
        yield io.TextIOWrapper(stream, encoding=encoding, errors=errors)


def _encoding(start: bytes) -> tuple[str, str]:
    if start in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return "utf-32", "strict"
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", "strict"
    zeros = tuple(byte == 0 for byte in start)  # among plain letters, where nothing marks them
    if zeros in _ZEROS:
        return _ZEROS[zeros], "strict"
    return "utf-8-sig", "surrogateescape"


_BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError)


def _guarded(lines: TextIO, *, is_packed: bool) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeError as error:
        raise UnreadableFile(_WIDE) from error
    except _BROKEN as error:
        if not is_packed:
            raise
        raise UnreadableFile(_DAMAGED) from error
