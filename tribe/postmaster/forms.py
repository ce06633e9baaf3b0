"""What is typed to send a test message."""

from collections.abc import Mapping

from flask_babel import gettext as _

from tribe.config import MAIL_ADDRESS
from tribe.web.forms import Form


class AddressForm(Form):
    """An address."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.address = ""
        if data is not None:
            self.address = self.line("address", maximum=254)
            if not self.errors and not MAIL_ADDRESS.fullmatch(self.address):
                self.fail("address", _("Please give a mail address such as hello@example.org."))
