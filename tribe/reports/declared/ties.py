"""What measures of ties carry and show: their weight, strength, overlap, return and lasting."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from tribe.graph.measures.ties.overlap import T1, T3
from tribe.graph.measures.ties.persistence import T5
from tribe.graph.measures.ties.reciprocity import T4
from tribe.graph.measures.ties.strength import T2
from tribe.graph.measures.ties.turning import T6, digits_of
from tribe.graph.study.turning import EFFECTS
from tribe.reports.declared.declaration import Declaration, Readers
from tribe.reports.declared.rules import (
    BESIDE,
    cell,
    flag,
    hundredths,
    listed,
    number,
    possible,
    record,
    share,
)
from tribe.reports.declared.sections import TIES
from tribe.reports.declared.sizes import PAIRS, persons
from tribe.reports.figures.chart import Bars, histogram, on_scale
from tribe.reports.figures.charts import forest
from tribe.reports.figures.charts.bars import Bar
from tribe.reports.figures.charts.forest import Ratio
from tribe.reports.figures.entry import Entry
from tribe.reports.figures.table import Table, facts, reach
from tribe.reports.figures.values import NOTHING, chance, language, shown
from tribe.speech import decimal, span


def _ratios(entry: Entry) -> list[tuple[str, Mapping[str, Any]]]:
    """Each effect that there is, in words."""
    words = {
        "inertia": _("lately turned to once"),
        "reciprocity": _("lately turned to them once"),
        "closure": _("one acquaintance in common"),
        "rite": _("a rite in common"),
        "gathering": _("lately met at one gathering"),
        "tenure": _("here twice as long"),
        "tenure_likeness": _("nearer by half in time here"),
        "brand_account": _("an account of the brand"),
    }
    found = entry.detail.get("effects") or {}
    return [(said, one) for name, said in words.items() if (one := found.get(name)) is not None]


def effects(entry: Entry) -> Table:
    """How many times as often somebody is turned to, for each thing beside the others."""
    return Table(
        _("Times as often that somebody is turned to, all else being alike"),
        [_("Who is"), _("Times"), _("95 % interval"), "p", _("What it says")],
        [[said, *_times(one), chance(one["p"]), _says(one)] for said, one in _ratios(entry)],
    )


def beside_one_another(entry: Entry) -> Markup:
    """The value on its scale, and the effects one below another with how sure each is."""
    ratios = [_ratio(said, one) for said, one in _ratios(entry)]
    if not ratios:
        return on_scale(entry)
    title = _("Times as often that somebody is turned to, all else being alike")
    return on_scale(entry) + forest.draw(title, ratios)


def _ratio(said: str, one: Mapping[str, Any]) -> Ratio:
    if not one["enough"] or one["low"] is None:
        return Ratio(said, None, None, _says(one), is_found=False)
    words = "{} ({})".format(*_times(one))
    return Ratio(said, one["value"], (one["low"], one["high"]), words, is_found=one["found"])


def _times(one: Mapping[str, Any]) -> tuple[str, str]:
    """How many times as often, and between what, as the sentence has it."""
    if one["value"] is None:
        return NOTHING, NOTHING
    digits = digits_of(one["value"])
    value, low, high = (decimal(one[part], language(), digits) for part in ("value", "low", "high"))
    return value, span(low, high)


def _says(one: Mapping[str, Any]) -> str:
    if not one["enough"]:
        return str(_("not enough yet"))
    if not one["found"]:
        return str(_("no more than chance"))
    return str(_("more often") if one["value"] >= 1 else _("less often"))


def told(entry: Entry) -> Table:
    """How well all of it tells whom people turn to."""
    detail = entry.detail
    return facts(
        _("How well it tells whom people turn to"),
        [
            (
                _("of two, the one turned to, by how much each is"),
                detail["baseline"],
                "share",
            ),
            (_("of sixteen or fewer, the one turned to"), detail["first"], "share"),
            (_("the same by lot"), detail["first_by_chance"], "share"),
            (_("of two, in all acts, as seen"), detail["observed"], "share"),
            (_("of two, in all acts, as the model says"), detail["expected"], "share"),
        ],
    )


WEIGHTS = Bars(
    _l("Ties by their weight today"),
    lambda detail: histogram(detail.get("histogram"), "ties", "weight"),
)


def closeness(entry: Entry) -> Table:
    """What of a tie goes with feeling close, each beside the others."""
    words = {
        "intensity": _("how much"),
        "recency": _("how lately"),
        "duration": _("for how long"),
        "reciprocity": _("how evenly"),
        "multiplexity": _("in how many ways"),
        "overlap": _("among how many common acquaintances"),
    }
    found = entry.detail.get("coefficients") or {}
    return Table(
        _("What goes with feeling close, in standard deviations"),
        [_("What"), "β", _("95 % interval")],
        [
            [said, shown(found[name]["value"], "index"), reach(found[name], "index")]
            for name, said in words.items()
            if found.get(name) is not None
        ],
    )


def _by_strength(detail: Mapping[str, Any]) -> list[Bar]:
    names = [_("weak ties"), _("middling ties"), _("strong ties")]
    found = detail.get("by_strength")
    rows = zip(names, found, strict=True) if found else ()
    return [Bar(name, part, shown(part, "share")) for name, part in rows]


OVERLAPS = Bars(
    _l("Shared acquaintances of weak, middling and strong ties"), _by_strength, whole=1.0
)

TIE_WEIGHT = Declaration(
    measure=T1,
    section=TIES,
    readers=Readers.ANALYSTS,
    counted=PAIRS,
    value=number,
    detail=record(
        kendall_tau=number,
        kinds=number,
        warm_share=share,
        half_life_days=number,
        histogram=record(**{"from": listed(number), "ties": listed(cell)}),
    ),
    chart=WEIGHTS.chart,
    tables=(WEIGHTS.table,),
)

DECLARED = (
    TIE_WEIGHT,
    Declaration(
        measure=T2,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Members who said how close a tie feels (to the nearest five)")),
        value=number,
        detail=record(
            coefficients=record(
                **dict.fromkeys(
                    (
                        *("intensity", "recency", "duration"),
                        *("reciprocity", "multiplexity", "overlap"),
                    ),
                    possible(record(value=number, low=number, high=number)),
                )
            ),
            rank_correlation=number,
        ),
        tables=(closeness,),
    ),
    Declaration(
        measure=T3,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=PAIRS,
        value=hundredths,
        detail=record(
            by_strength=listed(hundredths),
            rank_correlation=number,
            rank_correlation_null=number,
            rank_correlation_p=number,
        ),
        chart=OVERLAPS.chart,
        tables=(OVERLAPS.table,),
    ),
    Declaration(
        measure=T4,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Ties (to the nearest five)")),
        value=share,
        detail=record(rho=number),
    ),
    Declaration(
        measure=T5,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=PAIRS,
        value=share,
        detail=record(months=number, monthly=listed(hundredths), beside=BESIDE),
    ),
    Declaration(
        measure=T6,
        section=TIES,
        readers=Readers.ANALYSTS,
        counted=persons(_l("Acts towards others (to the nearest five)")),
        value=hundredths,
        detail=record(
            effects=record(
                **dict.fromkeys(
                    EFFECTS,
                    possible(
                        record(
                            enough=flag,
                            found=flag,
                            value=hundredths,
                            low=hundredths,
                            high=hundredths,
                            p=number,
                        )
                    ),
                )
            ),
            baseline=hundredths,
            first=hundredths,
            first_by_chance=hundredths,
            observed=hundredths,
            expected=hundredths,
            explained=hundredths,
            value_with_brand=hundredths,
        ),
        chart=beside_one_another,
        tables=(effects, told),
    ),
)
