"""What is typed to send a test message, and which mails a member wants."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from tribe.config import MAIL_ADDRESS
from tribe.mail import MailKind
from tribe.web.forms import Form


class ChoiceForm(Form):
    """Which mails a member wants; a box for each kind."""

    def __init__(self, kinds: Iterable[MailKind], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.wanted = {kind.name for kind in kinds if self.flag(kind.name)}


class AddressForm(Form):
    """An address."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.address = ""
        if data is not None:
            self.address = self.line("address", maximum=254)
            if not self.errors and not MAIL_ADDRESS.fullmatch(self.address):
                self.fail("address", _("Please give a mail address such as hello@example.org."))
