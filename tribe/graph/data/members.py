"""Who the numbers stand for: ids of members, spelt out only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import compress
from typing import Any, TypeVar, cast, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

T = TypeVar("T")


class Labels(Sequence[str]):
    """Ids that are whole numbers, kept as numbers; each is text when it is read.

    Examples
    --------
    >>> labels = Labels(np.array([7, 12, 30]))
    >>> labels[1], labels.index("30"), list(labels[:2])
    ('12', 2, ['7', '12'])
    """

    __slots__ = ("numbers",)

    def __init__(self, numbers: ArrayLike) -> None:
        self.numbers = np.array(numbers, dtype=np.int64)
        self.numbers.flags.writeable = False

    def __len__(self) -> int:
        """How many there are."""
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Labels: ...
    def __getitem__(self, place: int | slice) -> str | Labels:
        """One id, or some of them."""
        if isinstance(place, slice):
            return Labels(self.numbers[place])
        return str(self.numbers[place])

    def __iter__(self) -> Iterator[str]:
        """Each id as text."""
        return map(str, self.numbers.tolist())

    def __contains__(self, label: object) -> bool:
        """Whether it is one of them."""
        return bool(self._places(label).size)

    def index(self, label: Any, start: int = 0, stop: int | None = None) -> int:
        """Where an id stands.

        Raises
        ------
        ValueError
            It is none of them.
        """
        for place in self._places(label).tolist():
            if start <= place < (len(self) if stop is None else stop):
                return int(place)
        raise ValueError(f"{label!r} is no member")

    def _places(self, label: object) -> NDArray[np.int64]:
        number = whole(label) if isinstance(label, str) else None
        if number is None:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(self.numbers == number)

    def __eq__(self, other: object) -> bool:
        """The same ids in the same order, however they are kept."""
        if isinstance(other, Labels):
            return np.array_equal(self.numbers, other.numbers)
        if isinstance(other, tuple | list):
            return len(other) == len(self) and all(map(str.__eq__, self, map(str, other)))
        return NotImplemented

    def __hash__(self) -> int:
        """As the tuple that it equals."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """The numbers."""
        return f"Labels({self.numbers!r})"


def chosen(members: Sequence[T], mask: NDArray[np.bool_]) -> Sequence[T]:
    """The members marked True."""
    if isinstance(members, Labels):
        return cast(Sequence[T], Labels(members.numbers[mask]))
    return tuple(compress(members, mask.tolist()))


def tokens(members: Sequence[Any], wanted: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """(n,) 64 bits that hang on nothing but a member's id; 0 where it is not wanted."""
    found = np.zeros(len(members), dtype=np.uint64)
    if isinstance(members, Labels):
        found[wanted] = stirred(members.numbers[wanted].view(np.uint64))
        return found
    for place in np.flatnonzero(wanted).tolist():
        found[place] = _token(members[place])
    return found


def _token(label: Any) -> int:
    text = str(label)
    number = whole(text)
    if number is not None:
        return int(stirred(np.array([number], dtype=np.int64).view(np.uint64))[0])
    data = text.encode(errors="surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def whole(text: str) -> int | None:
    """The number that an id is, when it is written as numbers are and fits 63 bits."""
    if len(text) > 20 or not text.lstrip("-").isdecimal() or not text.isascii():
        return None
    number = int(text) if text.count("-") <= 1 else 0
    return number if str(number) == text and abs(number) < 2**63 else None


def stirred(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each number's 64 bits mixed one to one (the finisher of splitmix64, Steele 2014)."""
    z = numbers + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
