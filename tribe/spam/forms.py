"""How forms are read that newcomers and guests send, and what they are answered."""

from collections.abc import Mapping

from flask import Response as FlaskResponse
from flask import after_this_request, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe.base.db import session
from tribe.base.errors import RuleBroken, TooOften
from tribe.members.models import Member
from tribe.moderation.models import MAX_RULE_LENGTH
from tribe.moderation.ruling import read_ground
from tribe.settings import value_of
from tribe.settings.kinds import YES
from tribe.spam import settings
from tribe.spam.attempts import Signs
from tribe.spam.models import MAX_TITLE_LENGTH, HeldText
from tribe.web.errors import words
from tribe.web.filled import is_trapped, seconds_since_drawn
from tribe.web.forms import Form
from tribe.web.once import lead_on

MAX_BODY_LENGTH, MAX_REASON_LENGTH = 32_000, 2_000


def read_signs() -> Signs:
    """What this request tells of how its form was filled in."""
    return Signs(seconds_since_drawn(), is_trapped())


def doubt_of_guest() -> str | None:
    """The code of why a guest is asked to send a form once more; None where nothing speaks so."""
    if value_of(settings.TRAP) == YES and is_trapped():
        return "spam.trap"
    seconds, least = seconds_since_drawn(), value_of(settings.SECONDS)
    return "spam.haste" if seconds is not None and seconds < least else None


def refused(form: Form, broken: RuleBroken) -> int:
    """Undo what was begun and say on the form what stands against it; the status of the answer."""
    session.rollback()
    form.fail("", words(broken))
    if isinstance(broken, TooOften):
        seconds = broken.seconds

        @after_this_request
        def say_when(answer: FlaskResponse) -> FlaskResponse:
            answer.headers["Retry-After"] = str(seconds)
            return answer

    return broken.status


def say_that_it_waits(member: Member, held: HeldText) -> Response:
    """Commit a text that is held, and lead its author to where it waits."""
    answer = lead_on(member.id, f"/me/held#h-{held.id}")
    flash(
        _(
            "Your text is waiting: a moderator reads it first. You will find it here and be told "
            "what became of it."
        )
    )
    return answer


class HeldForm(Form):
    """A text that waits, said otherwise."""

    def __init__(self, data: Mapping[str, str] | None = None, *, has_title: bool = False) -> None:
        super().__init__(data)
        self.title = self.body = ""
        if data is not None:
            if has_title:
                self.title = self.line("title", minimum=3, maximum=MAX_TITLE_LENGTH)
            self.body = self.prose("body", maximum=MAX_BODY_LENGTH)


class DecisionForm(Form):
    """By which rule and why a text is not published, as its author reads it."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.seen = self.values.get("seen", "")
            self.rule = self.line("rule", maximum=MAX_RULE_LENGTH)
            self.ground = read_ground(self)
            self.why = self.text("why", maximum=MAX_REASON_LENGTH)


class WordsForm(Form):
    """The list of words, as it is tried."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.entries = ""
        if data is not None:
            maximum = settings.WordList.maximum
            self.entries = self.text("words", maximum=maximum, required=False)
