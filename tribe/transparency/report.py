"""The yearly report of arts. 15 and 24 of the Digital Services Act, made from the records."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from tribe.moderation.models import NO_ACTION, AppealOutcome, Finding, Ground, ReportKind, Source
from tribe.transparency import queries
from tribe.transparency.models import OutsideKind, OutsideMatter
from tribe.web.moderated import Restriction, register

LEAST = 3  # times that a median is said of


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of authorities of one kind (art. 15(1)(a)), or disputes (art. 24(1)(a))."""

    number: int
    by_country: dict[str, int]
    by_content: dict[str, int]
    answered: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Notices:
    """What people reported (art. 15(1)(b))."""

    number: int
    by_guests: int
    by_kind: dict[ReportKind, int]
    upheld: int
    dismissed: int
    moot: int  # it was gone before anybody judged it
    overturned: int  # it had proved true, and what was done was overturned on appeal
    waiting: int
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class Acts:
    """What was done: on what was reported, or of our own accord (art. 15(1)(b) and (c))."""

    number: int
    by_law: int
    by_rules: int
    in_order: int  # no rule was broken
    by_restriction: dict[Restriction, int]
    automated: int
    undone: int


@dataclass(frozen=True, slots=True)
class Complaints:
    """Appeals (art. 15(1)(d))."""

    number: int
    by_reporters: int
    upheld: int
    overturned: int
    waiting: int
    late: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Automation:
    """What the program decided by itself (art. 15(1)(e)); its error is what was undone."""

    decided: int
    undone: int
    overturned: int  # by an appeal


@dataclass(frozen=True, slots=True)
class YearReport:
    """All that the law asks to be told of a year."""

    year: int
    is_over: bool
    orders_to_act: Orders
    orders_to_inform: Orders
    disputes: Orders
    notices: Notices
    acts_on_notices: Acts
    no_action: int
    opened_again: int  # of these, on appeal
    own_initiative: Acts
    complaints: Complaints
    automation: Automation
    months: list[tuple[date, int]]
    average_members: float | None

    def as_json(self) -> dict[str, Any]:
        """The same for programs; times in hours and days as their names say."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def make_report(year: int, moment: datetime) -> YearReport:
    """Count a year as it stands in the records at a moment; seven queries."""
    decisions = queries.count_decisions(year)
    matters = queries.list_matters(year)
    appeals = queries.list_appeals(year)
    months = queries.list_active_months(year)
    done = [one for one in decisions if one.act != NO_ACTION]
    overturned = [one for one in appeals if one.outcome is AppealOutcome.OVERTURNED]
    return YearReport(
        year=year,
        is_over=moment.year > year,
        orders_to_act=_orders(matters, OutsideKind.ORDER_TO_ACT),
        orders_to_inform=_orders(matters, OutsideKind.ORDER_TO_INFORM),
        disputes=_orders(matters, OutsideKind.DISPUTE),
        notices=_notices(year),
        acts_on_notices=_acts(one for one in done if one.is_reported),
        no_action=sum(one.number for one in decisions if one.act == NO_ACTION),
        opened_again=sum(one.undone for one in decisions if one.act == NO_ACTION),
        own_initiative=_acts(one for one in done if not one.is_reported),
        complaints=_complaints(appeals, moment),
        automation=Automation(
            decided=sum(one.number for one in decisions if one.is_automated),
            undone=sum(one.undone for one in decisions if one.is_automated),
            overturned=sum(one.is_automated for one in overturned),
        ),
        months=months,
        average_members=sum(number for _day, number in months) / len(months) if months else None,
    )


def _orders(matters: Sequence[OutsideMatter], kind: OutsideKind) -> Orders:
    of_kind = [one for one in matters if one.kind is kind]
    days = [(one.answered_on - one.received_on).days for one in of_kind if one.answered_on]
    return Orders(
        number=len(of_kind),
        by_country=dict(Counter(one.country for one in of_kind)),
        by_content=dict(Counter(one.about for one in of_kind)),
        answered=len(days),
        median_days=_median(days),
    )


def _notices(year: int) -> Notices:
    of_people = [one for one in queries.count_reports(year) if one[1] in queries.OF_PEOPLE]
    by_kind: Counter[ReportKind] = Counter()
    by_finding: Counter[Finding | None] = Counter()
    overturned = 0
    for kind, _source, finding, was_acted_on, number in of_people:
        by_kind[kind] += number
        if finding is Finding.DISMISSED and was_acted_on:
            overturned += number
        else:
            by_finding[finding] += number
    waits = [(decided - made).total_seconds() / 3600 for made, decided in queries.list_waits(year)]
    return Notices(
        number=by_kind.total(),
        by_guests=sum(number for _k, source, *_f, number in of_people if source is Source.GUEST),
        by_kind=dict(by_kind),
        upheld=by_finding[Finding.UPHELD],
        dismissed=by_finding[Finding.DISMISSED],
        moot=by_finding[Finding.MOOT],
        overturned=overturned,
        waiting=by_finding[None],
        median_hours=_median(waits),
    )


def _acts(done: Iterable[queries.DecisionCount]) -> Acts:
    declared = register().acts
    counted = list(done)
    by_restriction: Counter[Restriction] = Counter()
    for one in counted:
        act = declared.get(one.act)
        by_restriction[act.restriction if act is not None else Restriction.NONE] += one.number
    by_law = sum(one.number for one in counted if one.ground is Ground.LAW)
    in_order = sum(one.number for one in counted if one.ground is Ground.NONE)
    number = by_restriction.total()
    return Acts(
        number=number,
        by_law=by_law,
        by_rules=number - by_law - in_order,
        in_order=in_order,
        by_restriction=dict(by_restriction),
        automated=sum(one.number for one in counted if one.is_automated),
        undone=sum(one.undone for one in counted),
    )


def _complaints(appeals: Sequence[queries.AppealRow], moment: datetime) -> Complaints:
    outcomes = Counter(one.outcome for one in appeals)
    days = [
        (one.decided_at - one.made_at).total_seconds() / 86400 for one in appeals if one.decided_at
    ]
    return Complaints(
        number=len(appeals),
        by_reporters=sum(one.is_of_reporter for one in appeals),
        upheld=outcomes[AppealOutcome.UPHELD],
        overturned=outcomes[AppealOutcome.OVERTURNED],
        waiting=outcomes[None],
        late=sum((one.decided_at or moment) > one.due_at for one in appeals),
        median_days=_median(days),
    )


def _median(values: Sequence[float]) -> float | None:
    return round(float(median(values)), 2) if len(values) >= LEAST else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(getattr(key, "value", key)): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
