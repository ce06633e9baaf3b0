"""What acts, things and counts are called on the pages of the public account."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from markupsafe import Markup

from tribe.base.i18n import long_day, reader_language
from tribe.base.text import fold
from tribe.moderation.labels import logged_words
from tribe.moderation.models import AppealOutcome, Ground, ReportKind
from tribe.pages.headings import names_in
from tribe.speech.messages import Duration
from tribe.transparency.models import OutsideKind
from tribe.transparency.pseudonyms import pseudonym
from tribe.transparency.queries import LogRow
from tribe.transparency.report import Acts, Notices, Orders
from tribe.web.moderated import Restriction, register
from tribe.web.subjects import subjects


def log_label(row: LogRow) -> str:
    """What a row of the log says was done; with the type of the thing where that is left open."""
    said = logged_words(row.act)
    return said if row.act in register().acts else f"{said} · {thing_label(row.subject_type)}"


def thing_label(subject_type: str) -> str:
    """What it was done to."""
    subject = subjects().get(subject_type)
    return str(subject.label()) if subject is not None else subject_type


def ground_label(ground: Ground) -> str:
    """What it rests on."""
    if ground is Ground.NONE:
        return str(_("no rule was broken"))
    return str(_("the law") if ground is Ground.LAW else _("the rules of this place"))


def rule_label(row: LogRow) -> str:
    """What its rule is called to the reader; as it was typed where the rules name it in no other.

    One query for all rows of a page.
    """
    if row.ground is not Ground.RULES or not row.rule:
        return row.rule
    language = reader_language()
    names: dict[str, Mapping[str, str]] = g.setdefault("rules_in_log", {})
    if language not in names:
        names[language] = names_in(language)
    return names[language].get(fold(row.rule), row.rule)


def led_label(row: LogRow) -> str:
    """What led to it."""
    if row.is_reported:
        return str(_("reported"))
    if row.is_found:
        return str(_("found by the program"))
    return str(_("of the moderators’ own accord"))


def whom_label(row: LogRow) -> str:
    """Whom it concerns, by a sign that changes each month."""
    return pseudonym(row.member_id, row.made_at) if row.member_id is not None else ""


def outcome_label(outcome: AppealOutcome) -> str:
    """What became of an appeal."""
    if outcome is AppealOutcome.OVERTURNED:
        return str(_("undone on appeal"))
    return str(_("upheld on appeal"))


def kind_labels() -> Mapping[ReportKind, str]:
    """What people say is wrong."""
    return {
        ReportKind.SPAM: _("spam"),
        ReportKind.OFF_TOPIC: _("off topic"),
        ReportKind.HARM: _("harmful"),
        ReportKind.INTEREST: _("undeclared interest"),
        ReportKind.ILLEGAL: _("illegal content"),
        ReportKind.OTHER: _("something else"),
    }


def restriction_labels() -> Mapping[Restriction, str]:
    """What acts take from whom they concern."""
    return {
        Restriction.VISIBILITY: _("what was written is seen less, or not at all"),
        Restriction.SERVICE: _("a part of what one may do here"),
        Restriction.ACCOUNT: _("the account"),
        Restriction.NONE: _("nothing, as a warning takes nothing"),
    }


def outside_labels() -> Mapping[OutsideKind, str]:
    """What comes from outside."""
    return {
        OutsideKind.ORDER_TO_ACT: _("Order to act against content"),
        OutsideKind.ORDER_TO_INFORM: _("Order to give information"),
        OutsideKind.DISPUTE: _("Dispute before a body out of court"),
    }


def length(hours: float | None) -> str:
    """A length of time in words."""
    return Duration(hours).said_in(reader_language()) if hours is not None else "–"


Rows = list[list[str | int]]


def report_rows(notices: Notices) -> Rows:
    """The table of what people reported: by what was said to be wrong."""
    kinds = kind_labels()
    return [[kinds[kind], notices.by_kind[kind]] for kind in kinds if kind in notices.by_kind]


def reporter_rows(notices: Notices) -> Rows:
    """The same reports by whether whoever sent them has an account."""
    return [
        [_("By members"), notices.number - notices.by_guests],
        [_("By people without an account"), notices.by_guests],
    ]


def found_rows(notices: Notices) -> Rows:
    """The same reports by what was found."""
    return [
        [_("Confirmed"), notices.upheld],
        [_("Nothing had to be done"), notices.dismissed],
        [_("Already gone before anybody judged it"), notices.moot],
        [_("Confirmed at first, then overturned on appeal"), notices.overturned],
        [_("Not decided yet"), notices.waiting],
    ]


def restriction_rows(done: Acts) -> Rows:
    """The rows of a table of acts that say what they took."""
    labels = restriction_labels()
    taken = done.by_restriction
    return [[labels[one], taken[one]] for one in labels if one in taken]


def contents(orders: Orders) -> list[list[Markup | int]]:
    """The rows of a table of orders that say of what they were, as it was typed."""
    named = Markup('<span dir="auto">{}</span>')
    return [[named.format(about), number] for about, number in orders.by_content.items()]


FILTERS: dict[str, Callable[..., str]] = {
    "whole_day": long_day,
    "log_label": log_label,
    "moderation_act": logged_words,
    "moderated_thing": thing_label,
    "ground_label": ground_label,
    "rule_label": rule_label,
    "led_label": led_label,
    "log_whom": whom_label,
    "appeal_label": outcome_label,
    "length_of_time": length,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "outside_kinds": outside_labels,
    "contents": contents,
    "report_rows": report_rows,
    "reporter_rows": reporter_rows,
    "found_rows": found_rows,
    "restriction_rows": restriction_rows,
}
