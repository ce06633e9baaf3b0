"""Moderation in the reader's words."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from tribe.base.i18n import reader_language
from tribe.base.text import isolated
from tribe.moderation.answered import Answerer, answerer_of
from tribe.moderation.models import (
    NO_ACTION,
    OF_CHILDREN,
    Appeal,
    AppealOutcome,
    ReportKind,
    SavedReason,
    Source,
)
from tribe.moderation.outcomes import Outcome
from tribe.moderation.seeing import excerpt
from tribe.moderation.silence import silence_told
from tribe.moderation.statements import earlier_words
from tribe.pages.headings import list_rules
from tribe.speech import Said
from tribe.web import moderated, slots
from tribe.web.moderated import Ask, ModerationAct, Remains, Restriction, register
from tribe.web.subjects import subjects


def kind_words(kind: ReportKind) -> str:
    """What is wrong with a thing."""
    words: dict[ReportKind, str] = {
        ReportKind.SPAM: _("Spam"),
        ReportKind.OFF_TOPIC: _("Off topic"),
        ReportKind.HARM: _("Harmful"),
        ReportKind.INTEREST: _("Undeclared interest"),
        ReportKind.ILLEGAL: _("Illegal"),
        ReportKind.OTHER: _("Something else"),
    }
    return str(words[kind])


def kind_help(kind: ReportKind) -> str:
    """The same in a sentence, beside the choice."""
    words: dict[ReportKind, str] = {
        ReportKind.SPAM: _("It advertises, or repeats the same thing everywhere."),
        ReportKind.OFF_TOPIC: _("It belongs somewhere else."),
        ReportKind.HARM: _("It attacks, shames or endangers somebody."),
        ReportKind.INTEREST: _("The author is paid, employed or given gifts, and does not say so."),
        ReportKind.ILLEGAL: _("You think it breaks a law."),
        ReportKind.OTHER: _("Say it in your own words."),
    }
    return str(words[kind])


def kind_options() -> list[tuple[str, str, str]]:
    """The kinds with their words, for a choice."""
    return [(kind.value, kind_words(kind), kind_help(kind)) for kind in ReportKind]


def kind_pairs() -> list[tuple[str, str]]:
    """The kinds with their names alone."""
    return [(kind.value, kind_words(kind)) for kind in ReportKind]


def outcome_words(outcome: Outcome) -> str:
    """What became of what was reported, and no word about anybody."""
    words: dict[Outcome, str] = {
        Outcome.WAITS: _("Waiting for a moderator."),
        Outcome.STANDS: _("A moderator reviewed it: it stays."),
        Outcome.REMOVED: _("A moderator reviewed it: it was removed."),
        Outcome.HIDDEN: _("A moderator reviewed it: it was hidden."),
        Outcome.WORDS: _("A moderator reviewed it: its text was hidden."),
        Outcome.ACTED: _("A moderator reviewed it, agreed with you and took action."),
        Outcome.UNDONE: _(
            "A moderator had taken action; that has since been undone, and it stays."
        ),
        Outcome.PARTLY_UNDONE: _(
            "A moderator had taken action; part of that has since been undone. The rest still "
            "applies."
        ),
        Outcome.OVERTURNED: _(
            "A moderator had taken action; on appeal, somebody else overturned it."
        ),
        Outcome.PARTLY_OVERTURNED: _(
            "A moderator had taken action; on appeal, somebody else overturned part of it. "
            "The rest still applies."
        ),
        Outcome.ENDED: _(
            "A moderator reviewed it, agreed with you and took action, which has since ended."
        ),
        Outcome.ENDED_EARLY: _(
            "A moderator reviewed it, agreed with you and took action, which has since ended. It "
            "ended early."
        ),
        Outcome.GONE: _("A moderator reviewed it: it had already been taken down."),
        Outcome.UNSEEN: _(
            "A moderator reviewed it and took no action: there is nothing there that you can read."
        ),
        Outcome.BLOCKED: _("A moderator reviewed it and took no action."),
        Outcome.ELSEWHERE: _(
            "A moderator reviewed it: it is on another site, where we can do nothing. Report it "
            "there."
        ),
    }
    return str(words[outcome])


def objection_words(made: Appeal) -> str:
    """What was answered to a guest's appeal, and by whom."""
    is_won = made.outcome is AppealOutcome.OVERTURNED
    if answerer_of(made) is Answerer.COUNCIL:
        upheld = _("A member of the council reviewed it: the decision is upheld.")
        overturned = _("A member of the council agreed with you: the decision is overturned.")
    else:
        upheld = _("Another moderator reviewed it: the decision is upheld.")
        overturned = _("Another moderator agreed with you: the decision is overturned.")
    return str(overturned if is_won else upheld)


def answerer_words(made: Appeal) -> str:
    """Who answered an appeal, before the words of the answer."""
    words: dict[Answerer, str] = {
        Answerer.DECIDER: _("Whoever decided it undid it:"),
        Answerer.NOBODY: _("A moderator undid it before anybody judged the appeal:"),
        Answerer.MODERATOR: _("Answer from a moderator who did not make the decision:"),
        Answerer.COUNCIL: _("Answer from a member of the council:"),
    }
    return str(words[answerer_of(made)])


def act_words(name: str) -> str:
    """What an act is called to moderators, also one that is declared no more."""
    if name == NO_ACTION:
        return str(_("No action"))
    act = register().acts.get(name)
    return said(act.label) if act is not None else earlier_words(name)


def logged_words(name: str) -> str:
    """What was done, said of nobody, also by an act that is declared no more."""
    if name == NO_ACTION:
        return str(_("No action taken"))
    act = register().acts.get(name)
    return said(act.logged) if act is not None else earlier_words(name)


def subject_label(subject_type: str) -> str:
    """What a type of thing is called: "post"."""
    subject = subjects().get(subject_type)
    return str(subject.label()) if subject is not None else subject_type


def said(message: Said) -> str:
    """What a feature calls its act, in the reader's language."""
    return message.said_in(reader_language())


def remains_told(told: str, remains: Remains | None) -> str:
    """What is said once something is undone, with what could not be, and the way to settle it."""
    if remains is None:
        return told
    return Markup('%s <a href="%s">%s</a>') % (told, remains.address, said(remains.words))


def is_undoable(name: str) -> bool:
    """Whether what an act did can be put back."""
    act = register().acts.get(name)
    return act is not None and act.undo is not None


def end_words(act: ModerationAct) -> str:
    """Whether an act is given an end, beside what takes something from somebody."""
    if act.needs_end:
        return str(_("days required"))
    if act.may_end:
        return str(_("for some days or for good"))
    if act.lasting is not None:
        return said(act.lasting)
    return "" if act.restriction is Restriction.NONE else str(_("permanent"))


def field_of(act: ModerationAct, ask: Ask) -> str:
    """The field in which a moderator chooses something beside an act."""
    return f"{act.name}.{ask.name}"


def waiting_label(count: int) -> str:
    """How many cases wait, for whoever does not see the number."""
    if not count:
        return str(_("Moderation: nothing waiting"))
    return str(
        ngettext("Moderation: %(num)s case waiting", "Moderation: %(num)s cases waiting", count)
    )


def reason_words(code: str) -> str:
    """Why a report is as it is: what the program found, or why a guest is not named."""
    if code == OF_CHILDREN:
        return str(_("child abuse"))
    return next((str(said) for said in slots.answers("report.reason", code) if said), code)


def reason_badge(code: str) -> str:
    """What the program found, in as few words as beside a kind."""
    short = next((str(said) for said in slots.answers("report.badge", code) if said), "")
    return short or kind_words(ReportKind.SPAM)


def reads_words(name: str, locale: str | None) -> str:
    """In which language somebody reads, for who writes to them; empty where they chose none."""
    words = {
        "en": _("%(name)s reads English.", name=isolated(name)),
        "fr": _("%(name)s reads French.", name=isolated(name)),
    }
    return str(words.get(locale or "", ""))


def dismissal_words(locales: Collection[str | None], *, is_author_told: bool = False) -> str:
    """Who reads the words of why nothing is done, and in which language, for who writes them.

    `locales` are of those who reported it and hear of it, None of who chose none.
    """
    if not locales:
        return str(_("With “No action”, only moderators read them."))
    words: dict[frozenset[str], str] = {
        frozenset({"en"}): _("They read English."),
        frozenset({"fr"}): _("They read French."),
        frozenset({"en", "fr"}): _("Some of them read English, others French."),
    }
    told = _("With “No action”, whoever reported it reads them and can appeal.")
    also = _("The author reads them too.") if is_author_told else ""
    known = frozenset(one for one in locales if one is not None)
    return " ".join(filter(None, (told, words.get(known, ""), also)))


def source_words(source: Source, are_named: bool = True) -> str:
    """Who brought something up, where no name says it; `are_named` where one would if it could."""
    words: dict[Source, str] = {
        Source.MEMBER: _("a former member") if are_named else _("a member"),
        Source.GUEST: _("a guest"),
        Source.STAFF: _("a moderator, on their own initiative"),
        Source.AUTOMATIC: _("the program"),
    }
    return str(words[source])


def rule_told(reason: SavedReason) -> str:
    """What the rule of a saved reason is called to the reader."""
    return reason.rule_in(reader_language())


TAKEN = "ujkxnwtrdmo"  # letters that mean something else on these pages


def keyed(
    acts: Iterable[ModerationAct], *, in_bulk: bool = False
) -> list[tuple[str, ModerationAct]]:
    """Acts, each with the letter that chooses it; in bulk none closes an account by a letter."""
    return [("" if in_bulk and _closes(act) else act.key, act) for act in acts]


def lettered(acts: Iterable[tuple[str, ModerationAct]]) -> list[tuple[str, str]]:
    """Each letter once, with all that it chooses: acts on several types of things may share one."""
    chosen: dict[str, dict[str, None]] = {}
    for letter, act in acts:
        if letter:
            chosen.setdefault(letter, {})[said(act.label)] = None
    return [(letter, ", ".join(words)) for letter, words in chosen.items()]


def _closes(act: ModerationAct) -> bool:
    return act.restriction is Restriction.ACCOUNT


FILTERS: dict[str, Callable[..., Any]] = {
    "excerpt": excerpt,
    "said": said,
    "end_words": end_words,
    "report_kind": kind_words,
    "outcome_words": outcome_words,
    "objection_words": objection_words,
    "answerer_words": answerer_words,
    "act_words": act_words,
    "act_logged": logged_words,
    "subject_label": subject_label,
    "waiting_label": waiting_label,
    "reason_words": reason_words,
    "reason_badge": reason_badge,
    "rule_told": rule_told,
    "source_words": source_words,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "report_kinds": kind_options,
    "report_kind_pairs": kind_pairs,
    "silence_told": silence_told,
    "is_private": lambda subject_type: moderated.is_private(subject_type),
    "keyed": keyed,
    "lettered": lettered,
    "field_of": field_of,
    "is_undoable": is_undoable,
    "rules_named": lambda language: list_rules(language or reader_language()),
}
