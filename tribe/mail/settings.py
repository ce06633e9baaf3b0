"""What an admin decides about mail."""

from dataclasses import dataclass

from flask_babel import gettext as _

from tribe.config import MAIL_ADDRESS
from tribe.settings import Setting, SettingGroup
from tribe.settings.kinds import Number, Text, Unfit


@dataclass(frozen=True)
class MailAddress(Text):
    """A mail address, or nothing."""

    maximum: int = 254
    control: str = "text"

    def parse(self, typed: str) -> str:
        """The address; raises Unfit."""
        value = super().parse(typed)
        if not self.is_fit(value):
            raise Unfit(_("Please give a mail address such as hello@example.org."))
        return value

    def is_fit(self, value: object) -> bool:
        """Whether it is empty, or an address of ASCII."""
        is_address = isinstance(value, str) and (not value or bool(MAIL_ADDRESS.fullmatch(value)))
        return super().is_fit(value) and is_address


MAIL = SettingGroup(
    "mail",
    lambda: _("Mail"),
    lambda: _("Whom mails are from, and how long it is kept that they were sent."),
)
MAIL_FROM = Setting(
    "mail_from",
    MailAddress(),
    "",
    lambda: _("Address that mails are from"),
    lambda: _("Answers of people go there, and the name beside it is that of this place."),
    MAIL,
)
MAIL_DAYS = Setting(
    "mail_days",
    Number(7, 365),
    90,
    lambda: _("Days that a sent mail is remembered"),
    lambda: _("That it went, when and to whom. What it said is not kept at all."),
    MAIL,
)
MAILS_A_MINUTE = Setting(
    "mails_a_minute",
    Number(0, 100_000),
    0,
    lambda: _("Mails a minute, at most"),
    lambda: _(
        "What a provider allows; 0 is no limit. Mails that somebody waits for, such as a new "
        "password, are counted and go at once."
    ),
    MAIL,
)
SETTINGS = (MAIL_FROM, MAIL_DAYS, MAILS_A_MINUTE)
