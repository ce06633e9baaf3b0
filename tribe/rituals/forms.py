"""The forms of rites: what is said of one, what enacts it, and how it was."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from tribe.moderation.ruling import read_reasons
from tribe.rituals.models import Cadence, Ritual
from tribe.rituals.services import RitualDraft, state_of
from tribe.web.forms import LARGEST, Form

MAX_TEXT_LENGTH = 20_000
MAX_STEPS = 20
MAX_STEP_LENGTH = 300
ADDRESS = re.compile(r"(?:^|/)(events?|t|topics?)[/: ](\d{1,10})(?=$|[/?#])", re.ASCII)


class RitualForm(Form):
    """What is said of a rite."""

    def __init__(self, data: Mapping[str, str] | None = None, *, is_judged: bool = False) -> None:
        super().__init__(data)
        self.why = self.rule = ""
        if data is None:
            return
        if is_judged:  # a moderator changes what others keep
            self.why, self.rule = read_reasons(self)
        self.name = self.line("name", minimum=3, maximum=120)
        self.purpose = self.prose("purpose", maximum=MAX_TEXT_LENGTH)
        self.cadence = self.choice("cadence", list(Cadence), Cadence.FREE)
        self.steps = self._steps()

    @classmethod
    def of(cls, ritual: Ritual) -> "RitualForm":
        """The form as it stands for a rite that exists."""
        form = cls()
        form.take_up(state_of(ritual))
        return form

    def take_up(self, state: Mapping[str, Any]) -> None:
        """Fill in what a rite is, or was before a change."""
        self.values |= {name: state[name] for name in ("name", "purpose", "cadence")}
        self.values["steps"] = "\n".join(state["steps"])

    def draft(self) -> RitualDraft:
        """The values of a valid form."""
        return RitualDraft(self.name, self.purpose, Cadence(self.cadence), self.steps)

    def _steps(self) -> tuple[str, ...]:
        steps = tuple(self.lines("steps"))
        if len(steps) > MAX_STEPS:
            self.fail("steps", _("At most %(count)s steps, please.", count=MAX_STEPS))
        for number, step in enumerate(steps, start=1):
            if len(step) > MAX_STEP_LENGTH:
                self.fail(
                    "steps",
                    _(
                        "Step %(number)s is longer than %(count)s characters.",
                        number=number,
                        count=MAX_STEP_LENGTH,
                    ),
                )
        return steps


class EnactForm(Form):
    """Which gathering or topic enacts a rite: its address, or the number of a gathering."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.event_id: int | None = None
        self.topic_id: int | None = None
        if data is None:
            return
        picked = self.line("pick", maximum=500, required=False)
        if picked and not self.values.get("what", "").strip():
            self.values["what"] = picked
        typed = self.line("what", maximum=500)
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= 10
        found = ADDRESS.search(f"events/{typed}" if is_number else typed)
        if found is None or int(found[2]) > LARGEST:
            if typed:
                self.fail("what", _("This is not the address of a gathering or of a topic."))
        elif found[1].startswith("e"):
            self.event_id = int(found[2])
        else:
            self.topic_id = int(found[2])


class RecapForm(Form):
    """How an enactment was."""

    def __init__(self, data: Mapping[str, str] | None = None, *, is_judged: bool = False) -> None:
        super().__init__(data)
        self.why = self.rule = ""
        if data is not None and is_judged:  # a moderator changes what another told
            self.why, self.rule = read_reasons(self)
        if data is not None:
            self.recap = self.prose("recap", maximum=MAX_TEXT_LENGTH)

    @classmethod
    def of(cls, recap: str) -> "RecapForm":
        """The form with what was told before."""
        form = cls()
        form.values = {"recap": recap}
        return form
