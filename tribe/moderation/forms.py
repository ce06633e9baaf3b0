"""What is typed when somebody reports a thing, or decides about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from tribe.base.errors import RuleBroken
from tribe.base.paging import parse_number
from tribe.config import MAIL_ADDRESS
from tribe.moderation.labels import field_of, said
from tribe.moderation.models import (
    MAX_ADDRESS_LENGTH,
    MAX_RULE_LENGTH,
    MAX_WORDS_LENGTH,
    NO_ACTION,
    OF_CHILDREN,
    CaseState,
    ReportKind,
)
from tribe.moderation.queue import Wanted
from tribe.moderation.ruling import read_end, read_ground
from tribe.moderation.services import ReasonDraft, Ruling
from tribe.web.errors import words
from tribe.web.forms import Form
from tribe.web.moderated import Ask, ModerationAct, register
from tribe.web.subjects import Contained, Container

MAX_NAME_LENGTH, MAX_BEGUN_LENGTH = 80, 140
ITSELF = "itself"  # chosen where a report is of all that stands at an address


class Parts(NamedTuple):
    """What stands at an address that names none of it, and how one is asked which."""

    contained: Sequence[Contained]
    container: Container

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """The values that can be chosen, what each is called, and how its words begin."""
        return [*self.each, (ITSELF, said(self.container.itself), "")]

    @property
    def each(self) -> list[tuple[str, str, str]]:
        """The same without the answer that means all of it."""
        return [(one.address, one.label, truncated(one.text)) for one in self.contained]


def truncated(text: str) -> str:
    """How words begin, in a line."""
    return text if len(text) <= MAX_BEGUN_LENGTH else f"{text[: MAX_BEGUN_LENGTH - 1].rstrip()}…"


class ReportForm(Form):
    """What is wrong with a thing; a member's own words may be left out."""

    kind: ReportKind
    words: str

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.read(are_words_needed=self.values.get("kind") == ReportKind.OTHER)

    def read(self, *, are_words_needed: bool) -> None:
        """Read the kind and the words."""
        kind = self.choice("kind", [kind.value for kind in ReportKind], "")
        self.kind = ReportKind(kind) if kind else ReportKind.OTHER
        self.words = self.text("words", maximum=MAX_WORDS_LENGTH, required=False)
        if are_words_needed and not self.words and "words" not in self.errors:
            self.fail("words", _("Say in your own words what is wrong."))


class NoticeForm(ReportForm):
    """The same of an address, with who says so, as art. 16(2) of the DSA asks of a notice.

    Name and mail may be left out: a notice without them is looked at all the same.
    """

    email: str | None = None
    name = reason = ""

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        is_guest: bool = True,
        parts_of: Callable[[str], Parts | None] | None = None,
    ) -> None:
        self._is_guest, self._parts_of = is_guest, parts_of
        self.part = ""  # the address of which, of those that stand there; none: of all of it
        self.parts: Parts | None = None  # what stands at the address, where it names none of it
        super().__init__(data)

    def read(self, *, are_words_needed: bool) -> None:
        """Read all of it; a guest explains in words what is wrong."""
        self.address = self.line("url", maximum=MAX_ADDRESS_LENGTH)
        self.offer_parts(self.address)
        if self.parts is not None:
            offered = [ITSELF, *(one.address for one in self.parts.contained)]
            chosen = self.values.get("which", "")
            if chosen in offered:
                self.part = chosen if chosen != ITSELF else ""
            else:
                self.fail("which", _("Choose what your report is about."))
        super().read(are_words_needed=are_words_needed or self._is_guest)
        if not self._is_guest:
            return
        self.name = self.line("name", maximum=MAX_NAME_LENGTH, required=False)
        typed = self.line("email", maximum=254, required=False)
        if typed and not MAIL_ADDRESS.fullmatch(typed):
            self.fail("email", _("Please give a mail address such as hello@example.org."))
        self.email = typed.lower() or None
        if self.flag("children"):
            self.reason = OF_CHILDREN

    def offer_parts(self, address: str) -> None:
        """Offer what stands at an address that names none of it."""
        self.parts = self._parts_of(address) if self._parts_of is not None and address else None


MOST_AT_ONCE = 50  # cases


class RulingForm(Form):
    """What is to be done, by which rule, and why."""

    ruling: Ruling
    of_author: Ruling | None = None  # what is done about its author in one act with it

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        acts: Iterable[ModerationAct] = (),
        *,
        may_dismiss: bool = True,
        on_author: Iterable[ModerationAct] = (),
    ) -> None:
        super().__init__(data)
        if data is None:
            return
        by_name = {act.name: act for act in acts}
        name = self._act([*by_name, *([NO_ACTION] if may_dismiss else [])])
        act = by_name.get(name)
        chosen = read_ground(self)
        rule = self._rule(act, are_acts_offered=bool(by_name))
        why = self.text("why", maximum=MAX_WORDS_LENGTH)
        ends_at = read_end(self, act)
        done_to_author = self._act_on_author(act, on_author)
        author_ends_at = read_end(self, done_to_author, "author_days")
        choices = {ask.name: self._chosen(act, ask) for ask in (act.asks if act else ())}
        choices |= {"seen": self.values.get("seen", "")}
        if self.is_valid:
            self.ruling = Ruling(name, why, rule, chosen, choices=choices, ends_at=ends_at)
            if done_to_author is not None:
                about = done_to_author.name
                self.of_author = Ruling(about, why, rule, chosen, ends_at=author_ends_at)

    def _act(self, offered: Sequence[str]) -> str:
        chosen = self.values.get("act", "")
        if chosen in register().acts and chosen not in offered:  # how the thing is changed since
            self.fail("act", words(RuleBroken("moderation.no_such_act")))
            return ""
        return self.choice("act", offered, "")

    def _rule(self, act: ModerationAct | None, *, are_acts_offered: bool) -> str:
        """The rule; where it is not said yet what is done, its lack is named in the same round."""
        needs_rule = act is not None and not act.lets_through
        rule = self.line("rule", maximum=MAX_RULE_LENGTH, required=needs_rule)
        if not rule and are_acts_offered and "act" in self.errors:
            self.fail("rule", _("Fill this in, unless what you choose needs no rule."))
        return rule

    def _act_on_author(
        self, act: ModerationAct | None, offered: Iterable[ModerationAct]
    ) -> ModerationAct | None:
        by_name = {one.name: one for one in offered}
        if not self.values.get("author_act"):
            return None
        found = by_name.get(self.choice("author_act", list(by_name), ""))
        if found is not None and act is None and "act" not in self.errors:
            self.fail("author_act", _("Choose an action on the content too."))
        if found is not None and act is not None and act.subject_type == found.subject_type:
            self.fail("author_act", _("The action above already concerns the account."))
        return found

    def _chosen(self, act: ModerationAct | None, ask: Ask) -> str:
        return self.line(field_of(act, ask), maximum=500, required=ask.is_required) if act else ""


class NoteForm(Form):
    """A note to the other moderators."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.words = self.text("words", maximum=MAX_WORDS_LENGTH) if data is not None else ""


class PassOnForm(Form):
    """Why a case is passed on to the moderators of the place."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        maximum = MAX_WORDS_LENGTH
        self.words = self.text("to_place", maximum=maximum) if data is not None else ""


class MoveForm(Form):
    """The address of what a report is about: one that is offered, or else one that is typed."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.address = ""
        if data is None:
            return
        typed = self.line("url", maximum=MAX_ADDRESS_LENGTH, required=False)
        self.address = typed or self.values.get("which", "")
        if not self.address:
            self.fail("url", _("Choose what the report is about."))


class ReasonForm(Form):
    """Words of why, in both languages."""

    draft: ReasonDraft

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is None:
            return
        kind = self.choice("kind", [kind.value for kind in ReportKind], "")
        rule = self.line("rule", maximum=MAX_RULE_LENGTH)
        french_rule = self.line("french_rule", maximum=MAX_RULE_LENGTH, required=False)
        english = self.text("english", maximum=MAX_WORDS_LENGTH)
        french = self.text("french", maximum=MAX_WORDS_LENGTH)
        position = self.integer("position", maximum=1_000) or 0
        if self.is_valid:
            self.draft = ReasonDraft(ReportKind(kind), rule, english, french, position, french_rule)


def wanted_of(asked: Mapping[str, str], reader_id: int) -> Wanted:
    """Which cases an address asks for; what makes no sense asks for nothing."""
    states, kinds = {one.value for one in CaseState}, {one.value for one in ReportKind}
    state, kind, who = asked.get("state", ""), asked.get("kind", ""), asked.get("who", "")
    return Wanted(
        CaseState(state) if state in states else CaseState.OPEN,
        ReportKind(kind) if kind in kinds else None,
        thing if (thing := asked.get("thing", "")) in register().things else "",
        parse_number(asked.get("category")),
        reader_id if who == "me" else None,
        is_free=who == "nobody",
    )


def numbers_of(sent: Sequence[str]) -> list[int]:
    """The numbers of the cases that are marked, each once, so many at most."""
    found = dict.fromkeys(number for one in sent if (number := parse_number(one)) is not None)
    return list(found)[:MOST_AT_ONCE]
