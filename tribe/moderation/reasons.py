"""Saved reasons, as they are filled into the form of a decision."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tribe.base.paging import parse_number
from tribe.moderation.models import ReportKind, SavedReason
from tribe.moderation.queue import find_reason, list_reasons
from tribe.settings import place, value_of


def offered(kinds: Iterable[ReportKind] = ()) -> Sequence[SavedReason]:
    """All saved reasons: first those for the kinds that were reported, the most often first."""
    often = Counter(kinds)
    return sorted(list_reasons(), key=lambda reason: -often[reason.kind])


def filled_in(asked: Mapping[str, str], locale: str | None) -> dict[str, str]:
    """What an address says is to stand in the form: a saved reason, in the reader's language."""
    values = {"act": asked["act"]} if asked.get("act") else {}
    number = parse_number(asked.get("reason"))
    reason = find_reason(number) if number is not None else None
    if reason is None:
        return values
    spoken = locale or value_of(place.LANGUAGE)
    why = reason.french if spoken == "fr" else reason.english
    return values | {"reason": str(reason.id), "rule": reason.rule_in(spoken), "why": why}


def filled_beside(typed: Mapping[str, str], locale: str | None) -> dict[str, str]:
    """The same of a form that was sent for it, so that nothing typed in it is lost.

    The words of the reason come after those that stand there, once; a rule that is typed stays.
    """
    values = filled_in(typed, locale)
    if "why" not in values:
        return values
    stands = typed.get("why", "").replace("\r\n", "\n").strip()
    if values["why"] in stands:
        values["why"] = stands
    elif stands:
        values["why"] = f"{stands}\n\n{values['why']}"
    return values | {"rule": typed.get("rule", "").strip() or values["rule"]}
