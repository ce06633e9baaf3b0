"""The chart of each measure, from its entry in a stored report."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from tribe.graph import Measure
from tribe.reports.charts import bars, curves, interval
from tribe.reports.charts.bars import Bar
from tribe.reports.drawing import HUES, letter
from tribe.reports.words import language, shown

MOST_SHELLS = 12
COUNTED = ("parts", "patterns")  # a handful, that the sentence counts already


def plot(measure: Measure, entry: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> Markup:
    """What a measure found as SVG, with its value in the report before."""
    title, detail = entry["reading"][language()], entry["detail"]
    curve = curve_of(measure, title, entry)
    if curve:
        return curve
    drawn = Markup("")
    if entry["value"] is not None and measure.unit not in COUNTED:
        drawn += interval.draw(title, entry, measure.unit, (earlier or {}).get("value"))
    extra = bars_of(measure, detail)
    if extra:
        drawn += bars.draw(bars_title(measure), extra)
    return drawn


def curve_of(measure: Measure, title: str, entry: Mapping[str, Any]) -> Markup:
    """The curve of a measure that is told best by one; nothing for the others."""
    detail = entry["detail"]
    if measure.id == "E1" and detail.get("lorenz"):
        return curves.draw_lorenz(title, detail["lorenz"])
    if measure.id == "N1" and detail.get("steps"):
        after = _("after the first post was written")
        return curves.draw_waiting(title, detail["steps"], entry["value"], after)
    if measure.id == "F1" and detail.get("steps"):
        after = _("after the proposal was made")
        return curves.draw_waiting(title, detail["steps"], entry["value"], after)
    if measure.id == "U1" and detail.get("periodogram"):
        found = detail["periodogram"]
        return curves.draw_periodogram(
            title, found["days"], found["strength"], detail["period_days"]
        )
    if measure.id == "H2" and detail.get("curve"):
        return curves.draw_pausing(title, detail["curve"])
    return Markup("")


def bars_title(measure: Measure) -> str:
    """What the bars of a measure show."""
    words = {
        "T1": _("Ties by their weight today"),
        "T3": _("Shared acquaintances of weak, middling and strong ties"),
        "C4": _("Members in each shell, from the rim to the core"),
        "C5": _("Members in each circle of ten or more"),
        "R1": _("Members by how many separate others they reach"),
        "I2": _("Reached in each circle"),
        "E3": _("Proposals that were answered"),
        "M1": _("Threads in which a reaction leads"),
        "M2": _("The sides of the scale, each from 1 to 5"),
        "F3": _("The brand's gestures"),
    }
    return str(words.get(measure.id, measure.name.said_in(language())))


def bars_of(measure: Measure, detail: Mapping[str, Any]) -> list[Bar]:
    """The bars of a measure that has some."""
    if measure.id == "T1":
        return histogram(detail.get("histogram"), "ties", "weight")
    if measure.id == "R1":
        return histogram(detail.get("sizes"), "members", "count")
    if measure.id == "T3" and detail.get("by_strength"):
        names = [_("weak ties"), _("middling ties"), _("strong ties")]
        return [
            Bar(name, share, shown(share, "share"))
            for name, share in zip(names, detail["by_strength"], strict=True)
        ]
    if measure.id == "C4":
        return [
            Bar(label, members, shown(members, "members")) for label, members in _shells(detail)
        ]
    if measure.id == "C5":
        return [
            Bar(_("Circle %(letter)s", letter=letter(n)), size, shown(size, "members"), n % HUES)
            for n, size in enumerate(detail.get("sizes") or [])
        ]
    if measure.id == "I2":
        return [
            Bar(_("Circle %(letter)s", letter=letter(n)), share, shown(share, "share"), n % HUES)
            for n, share in enumerate(detail.get("circles") or [])
        ]
    return _told(measure.id, detail)


def _told(id_: str, detail: Mapping[str, Any]) -> list[Bar]:
    """Bars of what the brand did and of what members said."""
    if id_ == "E3" and detail.get("answered"):
        names = [_("with an access need"), _("others")]
        return [
            Bar(name, share, shown(share, "share"))
            for name, share in zip(names, detail["answered"], strict=True)
        ]
    if id_ == "M1":
        return [
            Bar(family_words(one["family"]), one["leads"], shown(one["leads"], "count"))
            for one in detail.get("families") or []
        ]
    if id_ == "M2":
        sides = zip(side_words(), detail.get("sides") or [], strict=False)
        return [Bar(name, side, shown(side, "points")) for name, side in sides]
    if id_ == "F3":
        return [
            Bar(name, count, shown(count, "count"))
            for name, count in ((_("gave"), detail.get("gives")), (_("took"), detail.get("takes")))
        ]
    return []


def family_words(family: str) -> str:
    """A family of reactions in the reader's words."""
    words = {
        "thanks": _("thanks"),
        "warm": _("warmth"),
        "agree": _("agreement"),
        "amused": _("amusement"),
        "wonder": _("wonder"),
        "sad": _("sadness"),
        "tense": _("tension"),
    }
    return str(words.get(family, _("other reactions")))


def side_words() -> list[str]:
    """The four sides of a sense of community, in the order of the scale."""
    return [_("needs are met"), _("belonging"), _("having a say"), _("bonds with others")]


def histogram(found: Mapping[str, Any] | None, of: str, unit: str) -> list[Bar]:
    """Counts of ties or members between edges; empty ends are left out."""
    starts, counts = (found or {}).get("from") or [], (found or {}).get(of) or []
    filled = [place for place, count in enumerate(counts) if count != 0]
    if not filled:
        return []
    places = range(filled[0], filled[-1] + 1)
    return [
        Bar(_range(starts, place, unit), counts[place], shown(counts[place], of))
        for place in places
    ]


def _range(starts: Sequence[float], place: int, unit: str) -> str:
    if place + 1 >= len(starts):
        return str(_("%(low)s or more", low=shown(starts[place], unit)))
    if place == 0:
        return str(_("less than %(high)s", high=shown(starts[1], unit)))
    return f"{shown(starts[place], unit)} – {shown(starts[place + 1], unit)}"


def _shells(detail: Mapping[str, Any]) -> list[tuple[str, int | None]]:
    """Shells from the rim inwards; many are gathered a few at a time."""
    shells = detail.get("shells") or {"k": [], "members": []}
    pairs = list(zip(shells["k"], shells["members"], strict=True))
    while pairs and pairs[0][1] == 0:
        pairs.pop(0)  # empty shells of the rim
    step = -(-len(pairs) // MOST_SHELLS) or 1
    gathered = []
    for start in range(0, len(pairs), step):
        part = pairs[start : start + step]
        known = [members for _k, members in part if members is not None]
        label = (
            _("%(low)s–%(high)s ties", low=part[0][0], high=part[-1][0])
            if step > 1
            else _("%(count)s ties or more", count=part[0][0])
        )
        gathered.append((label, sum(known) if known else None))
    return gathered
