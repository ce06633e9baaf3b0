"""What a measure is and what it answers; each is registered here once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from tribe.graph.privacy import SMALLEST, rounded
from tribe.graph.uncertainty import Interval
from tribe.graph.words import Words

if TYPE_CHECKING:
    from tribe.graph.measures.study import Sample, Study

SIGNIFICANT = 0.05
GRAPH_MINIMUM: Mapping[str, int] = MappingProxyType({"members": 30, "dyads": 50})

# what is counted, said after the number
_NEEDED = {
    "members": Words("members with ties", "membres ayant des liens"),
    "people": Words("members", "membres"),
    "dyads": Words("pairs who have met", "paires qui se sont rencontrées"),
    "acts": Words("acts towards others", "gestes envers d’autres"),
    "newcomers": Words("newcomers", "nouveaux venus"),
    "occurrences": Words("dates of one rite", "dates d’un même rite"),
    "intervals": Words("intervals between dates of one rite", "intervalles d’un même rite"),
    "editions": Words("editions of one rite", "éditions d’un même rite"),
    "gatherings": Words("gatherings", "rencontres"),
    "coded": Words("acts in which a practice was found", "gestes où une pratique a été relevée"),
    "agreement": Words(
        "hundredths of agreement between coders (κ)", "centièmes d’accord entre codeurs (κ)"
    ),
    "requests": Words("requests for help", "demandes d’aide"),
    "threads": Words("threads and gatherings of no rite", "fils et rencontres hors des rites"),
    "closeness": Words("answers on how close a tie feels", "réponses sur la proximité d’un lien"),
    "egos": Words("members who said how close they feel", "membres ayant dit leur proximité"),
    "days": Words("days in the period", "jours dans la période"),
    "proposals": Words("proposals", "propositions"),
    "grouped": Words(
        "members who named an access need with a proposal",
        "membres ayant indiqué un besoin d’accès avec une proposition",
    ),
    "ungrouped": Words(
        "other members with a proposal", "autres membres ayant fait une proposition"
    ),
    "told": Words(
        "members who said or showed how the tribe feels",
        "membres ayant dit ou montré comment va la tribu",
    ),
    "scales": Words(
        "members who answered the eight questions", "membres ayant répondu aux huit questions"
    ),
    "due": Words("promises that have come due", "promesses arrivées à échéance"),
    "gestures": Words("gifts and requests of the brand", "dons et demandes de la marque"),
    "interventions": Words(
        "times that the brand stepped into a rite", "interventions de la marque dans un rite"
    ),
    "voters": Words(
        "members who voted on one decision", "membres ayant voté sur une même décision"
    ),
    "attendants": Words("members at gatherings", "membres présents à des rencontres"),
    "pairs_met": Words(
        "pairs at gatherings, with others like them", "paires en rencontre, avec leurs semblables"
    ),
    "departures": Words("departures", "départs"),
    "exposed": Words(
        "members whose ties had begun something",
        "membres dont un lien avait commencé quelque chose",
    ),
    "weeks": Words("weeks in which ten members act", "semaines où dix membres agissent"),
}
_PERSONS = frozenset(
    {
        "members",
        "people",
        "dyads",
        "newcomers",
        "grouped",
        "ungrouped",
        "told",
        "scales",
        "voters",
        "attendants",
        "pairs_met",
        "departures",
        "exposed",
        "egos",
    }
)
_NO_BRAND = Words(
    "Not enough yet: no account is marked as the brand’s.",
    "Pas encore assez : aucun compte n’est marqué comme étant de la marque.",
)
_NO_MEANING = Words(
    "Not enough yet: what there is does not allow it to be worked out.",
    "Pas encore assez : ce qu’il y a ne permet pas de le calculer.",
)


@dataclass(frozen=True)
class NullModel:
    """What chance alone gives, and how often it gives as much."""

    mean: float
    sd: float
    p: float


@dataclass(frozen=True)
class Finding:
    """A measure's numbers before they are put into words."""

    value: float | None
    interval: Interval | None = None
    null: NullModel | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

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
    name, question : Words
    formula, reference, unit : str
    privacy : str
        Class of what it says of one person (P0 only they see it … P3 public).
    published : str
        Class of the aggregate that a report carries.
    uncertainty : str
        VB vertex bootstrap, CM configuration-model null, KM Kaplan–Meier,
        bootstrap, time null, or ω-sensitivity.
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
    draws : str
        What it draws for itself, ``bootstraps`` or ``nulls``, each with progress; empty where it
        draws nothing, or shares what others have drawn.
    """

    id: str
    family: str
    name: Words
    question: Words
    formula: str
    reference: str
    unit: str
    privacy: str
    published: str
    uncertainty: str
    minimum: Mapping[str, int]
    size: str
    sample: Callable[[Study], Mapping[str, int]]
    compute: Callable[[Study], Finding]
    read: Callable[[Finding], Words]
    point: Callable[[Sample], float | None] | None = None
    beside: Callable[[Study], float | None] | None = None
    draws: Literal["", "bootstraps", "nulls"] = ""

    def lacking(self, sample: Mapping[str, int]) -> str | None:
        """What there is too little of, or None when there is enough."""
        return next((what for what, n in self.minimum.items() if sample.get(what, 0) < n), None)


def not_enough(measure: Measure, what: str, found: int) -> Words:
    """The sentence that says what is missing; few persons are not counted out."""
    if what not in _NEEDED:
        return _NO_BRAND if what == "brand" else _NO_MEANING
    words, needed = _NEEDED[what], measure.minimum.get(what, 1)
    en = fr = str(found)
    if what in _PERSONS and found:
        few = found < SMALLEST
        en = "fewer than ten" if few else f"about {rounded(found)}"
        fr = "moins de dix" if few else f"environ {rounded(found)}"
    return Words(
        f"Not enough yet: {en} {words.en} so far, {needed} needed.",
        f"Pas encore assez : {fr} {words.fr} pour l’instant, il en faut {needed}.",
    )


@dataclass(frozen=True)
class Result:
    """What one measure found, ready to be shown.

    `value` is among the members; `with_brand` counts the brand's accounts
    too. Both are None when there is not enough.
    """

    id: str
    name: Words
    value: float | None
    interval: Interval | None
    null_model: NullModel | None
    n: int
    with_brand: float | None
    without_brand: float | None
    enough: bool
    reading: Words
    detail: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """A measure's entry in the report's JSON: plain numbers, undefined is null."""
        null = self.null_model
        return {
            "name": self.name.to_json(),
            "value": self.value,
            "interval": None if self.interval is None else list(self.interval),
            "null_model": None if null is None else {"mean": null.mean, "sd": null.sd, "p": null.p},
            "n": self.n,
            "with_brand": self.with_brand,
            "without_brand": self.without_brand,
            "enough": self.enough,
            "reading": self.reading.to_json(),
            "detail": dict(self.detail),
        }
