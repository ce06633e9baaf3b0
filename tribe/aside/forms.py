"""What a moderator says when they ask two aside, and how it ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext as _

from tribe.aside.models import MAX_ASKED_LENGTH, MAX_WORDS_LENGTH, Outcome
from tribe.base.db import now
from tribe.members.models import Member
from tribe.members.queries import find_member
from tribe.moderation.models import MAX_RULE_LENGTH
from tribe.web.forms import Form

Data = Mapping[str, str] | None
DAYS = ("0", "1", "3", "7", "14")


class AskForm(Form):
    """Who is asked aside, what each is asked, why, and for how many days they do not answer."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.asked: dict[int, str] = {}
        self.members: dict[str, Member] = {}  # by the name of their field
        self.rule = self.why = ""
        self.until: datetime | None = None
        if data is None:
            return
        for name in ("one", "other"):
            member = self._member(name)
            words = self.text(f"asks_{name}", maximum=MAX_ASKED_LENGTH)
            if member is not None:
                self.asked[member.id] = words
                self.members[name] = member
        self.rule = self.line("rule", maximum=MAX_RULE_LENGTH)
        self.why = self.text("why", maximum=MAX_WORDS_LENGTH)
        days = int(self.choice("days", DAYS, "0") or 0)
        self.until = now() + timedelta(days=days) if days else None

    def _member(self, name: str) -> Member | None:
        typed = self.line(name, maximum=60).removeprefix("@")
        member = find_member(typed) if typed else None
        if typed and member is None:
            self.fail(name, _("No member is called %(name)s.", name=typed))
        return member


class EndForm(Form):
    """How it ended, in a word and in words."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.outcome, self.words = Outcome.SETTLED, ""
        if data is not None:
            chosen = self.choice("outcome", (Outcome.SETTLED, Outcome.NO_AGREEMENT))
            self.outcome = Outcome(chosen) if chosen else Outcome.SETTLED
            self.words = self.text("words", maximum=MAX_WORDS_LENGTH)


class TakeOverForm(Form):
    """Why another moderator takes it over."""

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        self.why = self.text("why", maximum=MAX_WORDS_LENGTH) if data is not None else ""
