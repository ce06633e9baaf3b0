"""A stored report as plain text that reads well in a terminal."""

import textwrap
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from tribe.graph import MEASURES
from tribe.reports.sections import arranged
from tribe.reports.words import chance, counts_sentence, language, shown, spread

WIDTH = 96


def as_text(document: Mapping[str, Any]) -> str:
    """Every measure with its sentence first and its numbers below, in the reader's language."""
    tongue, window = language(), document["window"]
    lines = [
        document["tribe"],
        _(
            "From %(since)s to %(until)s",
            since=(window["since"] or "–")[:10],
            until=(window["until"] or "–")[:10],
        ),
        *textwrap.wrap(counts_sentence(document), WIDTH),
        "",
    ]
    for part in arranged(document):
        lines += [part.heading.title, "=" * len(part.heading.title), ""]
        for id_ in part.known:
            lines += _entry(id_, document["measures"][id_], tongue)
        for id_ in part.waiting:
            entry = document["measures"][id_]
            words = f"{id_}  {entry['name'][tongue]} – {entry['reading'][tongue]}"
            lines += textwrap.wrap(words, WIDTH, subsequent_indent="    ")
        lines += [""] if part.waiting else []
    return "\n".join(lines)


def _entry(id_: str, entry: Mapping[str, Any], tongue: str) -> list[str]:
    sentence = f"{id_}  {entry['reading'][tongue]}"
    lines = textwrap.wrap(sentence, WIDTH, subsequent_indent="    ")
    return [*lines, *("    " + line for line in _numbers(id_, entry)), ""]


def _numbers(id_: str, entry: Mapping[str, Any]) -> list[str]:
    measure, tongue = MEASURES[id_], language()
    parts = [f"{measure.name.said_in(tongue)}: {shown(entry['value'], measure.unit)}"]
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
