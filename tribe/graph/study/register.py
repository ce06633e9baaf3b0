"""What a measure is and what it answers; each is registered here once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from tribe.graph.study.privacy import SMALLEST, rounded
from tribe.graph.study.shares import Interval
from tribe.speech import Message, Said

if TYPE_CHECKING:
    from tribe.graph.study.study import Sample, Study

SIGNIFICANT = 0.05
GRAPH_MINIMUM: Mapping[str, int] = MappingProxyType({"members": 30, "dyads": 50})

# what is needed, said after the number; of persons, and of what they did, it is rounded, and none
# is told below ten
_OF_PERSONS = {
    "members": Message("members with ties"),
    "people": Message("members"),
    "dyads": Message("pairs who have met"),
    "newcomers": Message("newcomers"),
    "egos": Message("members who said how close they feel"),
    "grouped": Message(
        "members who named an access need with a proposal",
    ),
    "ungrouped": Message("other members with a proposal"),
    "told": Message(
        "members who said or showed how the tribe feels",
    ),
    "scales": Message("members who answered the eight questions"),
    "voters": Message("members who voted on one decision"),
    "attendants": Message("members at gatherings"),
    "pairs_met": Message("pairs at gatherings, with others like them"),
    "departures": Message("departures"),
    "exposed": Message(
        "members whose ties had begun something",
    ),
    "acts": Message("acts towards others"),
    "closeness": Message("answers on how close a tie feels"),
}
_OF_THINGS = {
    "occurrences": Message("dates of one rite"),
    "intervals": Message("intervals between dates of one rite"),
    "editions": Message("editions of one rite"),
    "gatherings": Message("gatherings"),
    "coded": Message("acts in which a practice was found"),
    "agreement": Message("hundredths of agreement between coders (κ)"),
    "requests": Message("requests for help"),
    "threads": Message("threads and gatherings of no rite"),
    "days": Message("days in the period"),
    "proposals": Message("proposals"),
    "due": Message("promises that have come due"),
    "gestures": Message("gifts and requests of the brand"),
    "interventions": Message("times that the brand stepped into a rite"),
    "weeks": Message("weeks in which ten members act"),
    "circles": Message("circles that chance would not give"),
}
_NO_BRAND = Message(
    "Not enough yet: no account is marked as the brand’s.",
)
_NO_MEANING = Message(
    "Not enough yet: what there is does not allow it to be worked out.",
)


@dataclass(frozen=True)
class NullModel:
    """What chance alone gives, and how often it gives as much.

    `draws` says from how many draws of chance; None where it is worked out without, or where
    several nulls stand behind one answer.
    """

    mean: float
    sd: float
    p: float
    draws: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry ``null_model`` of a measure in the report's JSON."""
        return {"mean": self.mean, "sd": self.sd, "p": self.p, "draws": self.draws}


@dataclass(frozen=True)
class Finding:
    """A measure's numbers before they are put into words.

    `tests` are the p-values of what its sentence says besides the null model: they are adjusted
    with those of all other measures of a report.
    """

    value: float | None
    interval: Interval | None = None
    null: NullModel | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    tests: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_telling(self) -> bool:
        """Whether there is a value, or what stands for it: a curve, or families of reactions."""
        return self.value is not None or any(
            self.detail.get(part) for part in ("steps", "families")
        )

    @property
    def is_significant(self) -> bool:
        """Whether chance alone would rarely give as much."""
        return self.null is not None and self.null.p <= SIGNIFICANT


@dataclass(frozen=True)
class Measure:
    """One row of the table of measures.

    Attributes
    ----------
    id, family : str
    name, question : Said
    formula, reference : str or Said
        Signs and names alone, or with words that each language says.
    unit : str
    privacy : str
        Class of what it says of one person (P0 only they see it … P3 public).
    published : str
        Class of the aggregate that a report carries.
    uncertainty : str
        VB vertex bootstrap, acts (redrawn by chance; of a plain graph its ties are swapped), KM
        Kaplan–Meier, bootstrap, time null, or ω-sensitivity.
    minimum : mapping
        Below it the answer is "not enough yet".
    sample : callable
        Study → how much there is of what `minimum` asks for.
    size : str
        Which entry of the sample is the report's ``n``.
    compute : callable
        Study → Finding, called only when there is enough.
    point : callable or None
        Sample → value, to be had with and without the brand's accounts;
        None where the brand makes no difference to what is measured.
    beside : callable or None
        Study → value with the brand's accounts, where a sample alone does not tell.
    read : callable
        Finding → one sentence in both languages.
    judge : callable or None
        Finding, findings of the measures it needs, by id → Finding: what holds once all p-values
        of a report are adjusted together, and beside what others found.
    needs : tuple of str
        The measures whose findings `judge` asks for.
    draws : str
        What it draws for itself, ``bootstraps`` or ``nulls``, each with progress; empty where it
        draws nothing, or shares what others have drawn.
    """

    id: str
    family: str
    name: Said
    question: Said
    formula: str | Said
    reference: str | Said
    unit: str
    privacy: str
    published: str
    uncertainty: str
    minimum: Mapping[str, int]
    size: str
    sample: Callable[[Study], Mapping[str, int]]
    compute: Callable[[Study], Finding]
    read: Callable[[Finding], Said]
    point: Callable[[Sample], float | None] | None = None
    beside: Callable[[Study], float | None] | None = None
    judge: Callable[[Finding, Mapping[str, Finding]], Finding] | None = None
    needs: tuple[str, ...] = ()
    draws: Literal["", "bootstraps", "nulls"] = ""

    def formula_in(self, language: str) -> str:
        """The formula, its words in a language."""
        return _told(self.formula, language)

    def reference_in(self, language: str) -> str:
        """Whose it is, its words in a language."""
        return _told(self.reference, language)

    def lacking(self, sample: Mapping[str, int]) -> str | None:
        """What there is too little of, or None when there is enough."""
        return next((what for what, n in self.minimum.items() if sample.get(what, 0) < n), None)


def _told(text: str | Said, language: str) -> str:
    return text if isinstance(text, str) else text.said_in(language)


def not_enough(measure: Measure, what: str, found: int) -> Said:
    """The sentence that says what is missing; few persons are not counted out."""
    words = _OF_PERSONS.get(what) or _OF_THINGS.get(what)
    if words is None:
        return _NO_BRAND if what == "brand" else _NO_MEANING
    count: Said | int = found
    if what in _OF_PERSONS and found:
        count = Message("fewer than ten")
        if found >= SMALLEST:
            count = Message("about %(count)s", count=rounded(found))
    return Message(
        "Not enough yet: %(count)s %(of)s so far, %(needed)s needed.",
        count=count,
        of=words,
        needed=measure.minimum.get(what, 1),
    )


@dataclass(frozen=True)
class Result:
    """What one measure found, ready to be shown.

    `value` is among the members; `with_brand` counts the brand's accounts
    too. Both are None when there is not enough.
    """

    id: str
    name: Said
    value: float | None
    interval: Interval | None
    null_model: NullModel | None
    n: int
    with_brand: float | None
    without_brand: float | None
    enough: bool
    reading: Said
    detail: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """A measure's entry in the report's JSON: plain numbers, undefined is null."""
        null = self.null_model
        return {
            "name": self.name.to_json(),
            "value": self.value,
            "interval": None if self.interval is None else list(self.interval),
            "null_model": None if null is None else null.to_json(),
            "n": self.n,
            "with_brand": self.with_brand,
            "without_brand": self.without_brand,
            "enough": self.enough,
            "reading": self.reading.to_json(),
            "detail": dict(self.detail),
        }
