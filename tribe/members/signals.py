"""What this room tells the rooms above it, inside the transaction of the cause."""

from dataclasses import dataclass
from typing import Any

from blinker import Signal

consent_withdrawn = Signal("a member no longer agrees to be measured; sent with member_id")
profile_shown = Signal("a member's page is read; sent by the member with reader; answers a Section")


@dataclass(frozen=True)
class Section:
    """A part of a member's page that another room adds: a template, and what it calls `about`."""

    template: str
    about: Any
