"""States of mails and answers of servers in the reader's words, as filters of templates."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from tribe.mail.kinds import find_kind
from tribe.mail.models import MailState, PauseCause
from tribe.mail.readiness import NO_ADDRESS, NO_SENDER, NO_SERVER, why_not_sending
from tribe.mail.received import Received
from tribe.postmaster.shown import Outcome


def state_label(state: str) -> str:
    """Where a mail stands."""
    labels: dict[MailState, str] = {
        MailState.WAITING: _("waiting"),
        MailState.SENDING: _("being sent"),
        MailState.DEFERRED: _("tried again later"),
        MailState.SENT: _("sent"),
        MailState.FAILED: _("failed"),
        MailState.PAUSED: _("held: its address is paused"),
        MailState.WITHDRAWN: _("not sent"),
    }
    return labels[MailState(state)]


def kind_label(kind: str) -> str:
    """What a kind of mail is called; the name of one that is gone."""
    known = find_kind(kind)
    return known.label() if known is not None else kind


def cause_label(cause: str) -> str:
    """Why an address is paused."""
    labels: dict[PauseCause, str] = {
        PauseCause.BOUNCED: _("mails came back"),
        PauseCause.COMPLAINED: _("its owner told their provider that our mails are unwanted"),
    }
    return labels[PauseCause(cause)]


def reason_label(code: str) -> str:
    """What keeps every mail in the outbox, and who can change it."""
    reasons = {
        NO_SERVER: _(
            "No mail server is set, so mails wait here. Whoever runs the server gives its address "
            "in TRIBE_MAIL_URL."
        ),
        NO_SENDER: _("No address is set that mails are from, so mails wait here."),
        NO_ADDRESS: _(
            "The address of this place is not set, so links in mails would lead nowhere, and mails "
            "wait here. Whoever runs the server gives it in TRIBE_BASE_URL."
        ),
    }
    return str(reasons[code])


def answer_label(answer: str) -> str:
    """What a code says: one of ours in words, one of a server with what it is about."""
    ours = {
        "no_connection": _("the mail server cannot be reached"),
        "timeout": _("the mail server did not answer in time"),
        "closed": _("the mail server ended the connection"),
        "no_tls": _("the mail server does not encrypt as it should"),
        "no_login": _("the mail server takes no name and password"),
        "no_utf8": _("the mail server takes no address with such letters"),
        "no_kind": _("no part of this place sends such mails any more"),
        "too_late": _("it would have come too late to be of use"),
        "paused": _("its address is paused"),
        "unsubscribed": _("its recipient does not want it any more"),
        "nothing_to_say": _("what it was about is gone"),
        "restored": _("it may have left before the backup came back"),
        "discarded": _("given up by who keeps the place"),
    }
    if answer in ours:
        return str(ours[answer])
    if answer.startswith("bounced"):
        return str(_("it came back: %(code)s", code=answer.removeprefix("bounced").strip() or "–"))
    if answer[:1].isdigit():
        return str(_("the mail server answered %(code)s", code=answer))
    return answer


def outcome_label(outcome: str) -> str:
    """What became of an answer that came by mail."""
    labels: dict[Outcome, str] = {
        Outcome.WAITING: _("waiting"),
        Outcome.POSTED: _("posted"),
        Outcome.RETURNED: _("not posted, and sent back"),
        Outcome.REFUSED: _("refused"),
        Outcome.DROPPED: _("dropped"),
    }
    return labels[Outcome(outcome)]


def refusal_label(code: str) -> str:
    """Why an answer was not posted: at once, or in the words of the page that it was for."""
    at_once = {
        Received.AUTOMATIC.name: _("a machine wrote it"),
        Received.ENDED.name: _("it came more than sixty days after the mail"),
        Received.FOREIGN.name: _("it was not from the address that the mail went to"),
        Received.TOO_LARGE.name: _("it was too large"),
        Received.UNREADABLE.name: _("it had more parts than a mail that somebody writes"),
        Received.TOO_MANY.name: _("too many came from there within an hour"),
    }
    if code in at_once:
        return str(at_once[code])
    said = current_app.extensions["refusals"].get(code, code)
    if callable(said) or "%(" in str(said):  # it names what only its writer is told
        return str(_("a rule of its page stood against it"))
    return str(said)


def mails_leave() -> bool:
    """Whether a page may promise that something comes by mail."""
    return why_not_sending() is None


GLOBALS: dict[str, Callable[..., Any]] = {"mails_leave": mails_leave}
FILTERS: dict[str, Callable[[Any], str]] = {
    "mail_state_label": state_label,
    "mail_kind_label": kind_label,
    "mail_cause_label": cause_label,
    "mail_answer_label": answer_label,
    "mail_reason_label": reason_label,
    "mail_outcome_label": outcome_label,
    "mail_refusal_label": refusal_label,
}
