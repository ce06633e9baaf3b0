"""Two circles between which nobody goes."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Apart:
    """Two circles between which nobody goes, and where each is at home."""

    one: dict[str, Any]
    other: dict[str, Any]
