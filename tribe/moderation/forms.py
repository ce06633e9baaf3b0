"""What is typed when somebody reports a thing, or decides about it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.config import MAIL_ADDRESS
from tribe.moderation.models import MAX_ADDRESS_LENGTH, MAX_WORDS_LENGTH, ReportKind
from tribe.web.forms import Form

MAX_NAME_LENGTH = 80
OF_CHILDREN = "abuse_of_children"  # the code of why nobody need say who they are


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
        self.words = self.text("words", maximum=MAX_WORDS_LENGTH, required=are_words_needed)


class NoticeForm(ReportForm):
    """The same of an address, with who says so, as art. 16(2) of the DSA asks of a notice.

    Name and mail may be left out: a notice without them is looked at all the same.
    """

    email: str | None = None
    name = reason = ""

    def __init__(self, data: Mapping[str, str] | None = None, *, is_guest: bool = True) -> None:
        self._is_guest = is_guest
        super().__init__(data)

    def read(self, *, are_words_needed: bool) -> None:
        """Read all of it; a guest explains in words what is wrong."""
        self.address = self.line("url", maximum=MAX_ADDRESS_LENGTH)
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
