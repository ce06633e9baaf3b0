"""Why an archive cannot be written or read, in words for an operator."""

from dataclasses import dataclass


class ArchiveError(RuntimeError):
    """What was asked was not done, and nothing was changed; the message says why."""


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one line or one file of an archive."""

    place: str  # such as "tables/post.jsonl"
    words: str
    line: int | None = None  # from 1; None is the file itself

    def __str__(self) -> str:
        """One line for the terminal."""
        where = self.place if self.line is None else f"{self.place}, line {self.line}"
        return f"{where}: {self.words}"
