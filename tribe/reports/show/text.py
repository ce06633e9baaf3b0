"""A stored report as plain text that reads well in a terminal, and as JSON."""

import textwrap
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from tribe.graph import Measure
from tribe.reports.figures.values import chance, language, said, shown, spread
from tribe.reports.show.labels import counts_sentence, last_moment
from tribe.reports.show.sections import arranged

WIDTH = 96


def _last_day(until: str | None) -> str:
    """The last day of a period whose end is the first moment outside it."""
    if until is None:
        return "–"
    return last_moment(datetime.fromisoformat(until)).date().isoformat()


def as_json(document: Mapping[str, Any], drawing: Mapping[str, Any]) -> dict[str, Any]:
    """The report for programs, with the names of the rites in the order of its details.

    Rites are public; members read their names on the page as well.
    """
    return {**document, "rites": drawing.get("rites", [])}


def as_text(document: Mapping[str, Any]) -> str:
    """Every measure with its sentence first and its numbers below, in the reader's language."""
    window = document["window"]
    lines = [
        document["tribe"],
        _(
            "From %(since)s to %(until)s",
            since=(window["since"] or "–")[:10],
            until=_last_day(window["until"]),
        ),
        *textwrap.wrap(counts_sentence(document), WIDTH),
        "",
    ]
    for part in arranged(document):
        title = str(part.section.title)
        lines += [title, "=" * len(title), ""]
        for declared in part.known:
            lines += _entry(declared.measure, document["measures"][declared.id])
        for declared in part.waiting:
            entry = document["measures"][declared.id]
            words = f"{declared.id}  {said(entry['name'])} – {said(entry['reading'])}"
            lines += textwrap.wrap(words, WIDTH, subsequent_indent="    ")
        lines += [""] if part.waiting else []
    return "\n".join(lines)


def _entry(measure: Measure, entry: Mapping[str, Any]) -> list[str]:
    sentence = f"{measure.id}  {said(entry['reading'])}"
    lines = textwrap.wrap(sentence, WIDTH, subsequent_indent="    ")
    return [*lines, *("    " + line for line in _numbers(measure, entry)), ""]


def _numbers(measure: Measure, entry: Mapping[str, Any]) -> list[str]:
    parts = [f"{measure.name.said_in(language())}: {shown(entry['value'], measure.unit)}"]
    if entry["interval"] is not None:
        parts.append(f"[{spread(entry['interval'], measure.unit)}]")
    if entry["null_model"] is not None:
        null = entry["null_model"]
        mean, p = shown(null["mean"], measure.unit), chance(null["p"])
        parts.append(_("chance gives %(mean)s, p %(p)s", mean=mean, p=p))
    if entry["with_brand"] is not None and entry["with_brand"] != entry["value"]:
        value = shown(entry["with_brand"], measure.unit)
        parts.append(_("with the brand's accounts %(value)s", value=value))
    return textwrap.wrap(" · ".join(parts), WIDTH - 4)
