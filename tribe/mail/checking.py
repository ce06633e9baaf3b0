"""Whether mail is in order, in a line for operators; nothing is sent and nothing changed."""

from flask import current_app

from tribe.mail.connection import Connection, Stage
from tribe.mail.models import MailState
from tribe.mail.queries import count_states
from tribe.mail.readiness import NO_SERVER, TERMINAL_WORDS, why_not_sending

ANSWERS = {
    "no_connection": "cannot be reached",
    "timeout": "does not answer in time",
    "closed": "ends the connection",
    "no_tls": "does not encrypt, or has no certificate that is trusted",
    "no_login": "takes no name and password",
}


def look() -> tuple[bool, str]:
    """Whether mails leave, and in a sentence how it is or how to mend it."""
    reason = why_not_sending()
    if reason is not None:
        is_meant = (
            reason == NO_SERVER and not _count_waiting()
        )  # what waits was promised to somebody
        return is_meant, f"none is sent, {TERMINAL_WORDS[reason]}; {_counted()}"
    server = current_app.config["SETTINGS"].mail
    with Connection(server) as connection:
        answer = connection.greet()
    if answer.code.startswith("2") and answer.stage is Stage.SERVER:
        return True, f"{server}; {_counted()}"
    said = ANSWERS.get(answer.code, f"answers {answer.code} to our name and password")
    return False, f"TRIBE_MAIL_URL: {server} {said}; {_counted()}"


def _counted() -> str:
    return f"{_count_waiting()} waiting, {count_states().get(MailState.FAILED, 0)} failed"


def _count_waiting() -> int:
    counts = count_states()
    return sum(counts.get(state, 0) for state in (MailState.WAITING, MailState.DEFERRED))
