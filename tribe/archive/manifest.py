"""What an archive says of itself: its tables in their order, their columns and hashes."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tribe.archive.errors import ArchiveError
from tribe.archive.values import Kind

FORMAT = "tribe-archive"
VERSION = 1
MANIFEST = "manifest.json"
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Column:
    """A column, and what its values are numbers of."""

    name: str
    kind: Kind
    refers_to: str | None  # "member.id"


@dataclass(frozen=True)
class Table:
    """A table, its rows in `tables/<name>.jsonl` in the order of their keys."""

    name: str
    columns: tuple[Column, ...]  # by name
    rows: int
    sha256: str  # of the file

    @property
    def path(self) -> str:
        """Where its rows are in the archive."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """All that is in an archive; what refers to a table comes after it where that can be."""

    revision: str  # of the database's schema
    made_at: str
    made_by: str  # the version of Tribe
    is_whole: bool  # whether nothing was left out: a backup
    left_out: Mapping[str, str]  # tables, and why
    lost_files: tuple[str, ...]  # digests that rows tell of and the storage did not have
    tables: tuple[Table, ...]

    def to_json(self) -> bytes:
        """The manifest as it is written."""
        said = {"format": FORMAT, "version": VERSION} | asdict(self)
        return json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Read a manifest; raises ArchiveError where it is none, or of a newer format."""
        try:
            said = json.loads(content)
            found, version = said.pop("format"), said.pop("version")
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise ArchiveError(f"{MANIFEST} is no manifest of Tribe") from error
        if found != FORMAT or not isinstance(version, int):
            raise ArchiveError(f"{MANIFEST} is no manifest of Tribe")
        if version > VERSION:
            raise ArchiveError(
                f"the archive has format {version}, and this Tribe reads up to {VERSION}: "
                "install a newer Tribe first"
            )
        try:
            tables = tuple(_table(one) for one in said.pop("tables"))
            lost = tuple(said.pop("lost_files"))
            return cls(**said, tables=tables, lost_files=lost)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise ArchiveError(f"{MANIFEST} is damaged: {error}") from error


def _table(said: dict[str, Any]) -> Table:
    columns = tuple(
        Column(one["name"], Kind(one["kind"]), one["refers_to"]) for one in said["columns"]
    )
    table = Table(said["name"], columns, int(said["rows"]), said["sha256"])
    if not all(_NAME.fullmatch(name) for name in (table.name, *(one.name for one in columns))):
        raise ValueError(f"{table.name!r} is no name of a table")
    if not _DIGEST.fullmatch(table.sha256):
        raise ValueError(f"the hash of {table.name} is none")
    return table
