"""The table of measures for the analysts' handbook, written from the register.

``python -m tribe.graph.handbook`` prints it.
"""

from __future__ import annotations

from tribe.graph.measures import MEASURES, Measure
from tribe.speech.catalogues import SOURCE

_NEEDS = {
    "members": "members with ties",
    "people": "members",
    "dyads": "dyads",
    "acts": "acts",
    "newcomers": "newcomers",
    "occurrences": "dates",
    "intervals": "intervals",
    "editions": "editions",
    "gatherings": "gatherings",
    "coded": "acts coded",
    "agreement": "hundredths of κ",
    "requests": "requests",
    "threads": "threads of no rite",
    "brand": "brand account",
    "days": "days",
    "circles": "circles beyond chance",
    "closeness": "answers on closeness",
    "egos": "members who gave them",
    "proposals": "proposals",
    "grouped": "members who named an access need",
    "ungrouped": "others",
    "told": "members who said or showed it",
    "scales": "answers",
    "due": "promises due",
    "gestures": "gestures",
    "interventions": "interventions",
    "voters": "voters on a decision",
    "attendants": "members at gatherings",
    "pairs_met": "pairs who met",
    "departures": "departures",
    "exposed": "exposed members",
    "weeks": "weeks",
}


def handbook_table() -> str:
    """One row for each registered measure, as a Markdown table."""
    head = (
        "| | measure | question | formula | unit | source | uncertainty | privacy | needs |",
        "|---|---|---|---|---|---|---|---|---|",
    )
    return "\n".join([*head, *(_row(measure) for measure in MEASURES.values())]) + "\n"


def _row(measure: Measure) -> str:
    needs = ", ".join(f"{least} {_NEEDS[what]}" for what, least in measure.minimum.items())
    cells = (
        measure.id,
        " / ".join(measure.name.to_json().values()),
        " / ".join(measure.question.to_json().values()),
        measure.formula_in(SOURCE).replace("|", "\\|"),
        measure.unit,
        measure.reference_in(SOURCE),
        measure.uncertainty,
        f"{measure.privacy}, published {measure.published}",
        needs,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(handbook_table(), end="")  # noqa: T201 - that is what it is for
