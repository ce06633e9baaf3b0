"""What is said when one leaves, and when one asks for an account of an import."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.members.services import EMAIL, MAX_EMAIL_LENGTH
from tribe.personal_data.models import ReasonFor, Wish, Words
from tribe.web.forms import Form

MAX_REASON_LENGTH, MAX_WHY = 2000, 300


class ClaimForm(Form):
    """What somebody wants of an imported account, where they can be written to, and a proof."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is None:
            return
        self.wish = self.choice("wish", [one.value for one in Wish])
        self.email = self.line("email", maximum=MAX_EMAIL_LENGTH)
        if self.email and not EMAIL.fullmatch(self.email):
            self.fail("email", _("This is not an e-mail address."))
        self.proof = self.text("proof", maximum=MAX_REASON_LENGTH)


class DecisionForm(Form):
    """Yes or no to a request, and why."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is not None:
            self.answer = self.choice("answer", ["yes", "no"])
            self.why = self.line("why", maximum=300)


class LeaveForm(Form):
    """What becomes of the words, why one leaves and who may read it."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        if data is None:
            self.values = {"reason_for": ReasonFor.NOBODY.value}
            return
        self.words = self.choice("words", [one.value for one in Words])
        self.reason = self.text("reason", maximum=MAX_REASON_LENGTH, required=False)
        self.reason_for = self.choice("reason_for", [one.value for one in ReasonFor])


class LookForm(Form):
    """Why somebody of staff looks at which private thing."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.kind, self.number, self.why = "", 0, ""
        if data is not None:
            self.read_thing()
            self.why = self.text("why", maximum=MAX_WHY)

    def read_thing(self) -> None:
        """Which thing it is, by its kind and number."""
        self.kind = self.values.get("kind", "")
        self.number = self.integer("of") or 0
