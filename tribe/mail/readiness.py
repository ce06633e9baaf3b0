"""Whether mail can be sent at all, and how the outbox stands."""

from flask import current_app

from tribe.mail.settings import MAIL_FROM
from tribe.settings import value_of

NO_SERVER, NO_SENDER, NO_ADDRESS = "mail.no_server", "mail.no_sender", "mail.no_address"
TERMINAL_WORDS = {
    NO_SERVER: "no server is set: TRIBE_MAIL_URL=smtp://user:password@mail.example.org:587",
    NO_SENDER: "nobody is set whom mails are from: TRIBE_MAIL_FROM, or tribe place set mail_from",
    NO_ADDRESS: "links would lead nowhere: set TRIBE_BASE_URL=https://tribe.example.org",
}


def why_not_sending() -> str | None:
    """The code of what keeps every mail in the outbox; None where nothing does."""
    if current_app.config["SETTINGS"].mail is None:
        return NO_SERVER
    if not value_of(MAIL_FROM):
        return NO_SENDER
    if not current_app.config["BASE_URL"]:
        return NO_ADDRESS  # of the place: links would lead nowhere
    return None
