"""What becomes of messages that come in, and how a mail server is told of a refusal."""

import os
from dataclasses import dataclass
from enum import StrEnum


class Received(StrEnum):
    """What became of a message that came in."""

    BOUNCE = "a mail came back"
    COMPLAINT = "a mail is unwanted"
    REPLY = "an answer is taken in"
    NOTHING = "it is no report about a mail of ours"
    AUTOMATIC = "a machine wrote it, so it is not taken for an answer"
    NOBODY = "nobody reads at this address"
    ENDED = "it is too late to answer there: please open the page that the mail leads to"
    FOREIGN = "it is not from the address that the mail went to"
    TOO_LARGE = "it is too large"
    UNREADABLE = "it has more parts than a mail that somebody writes"
    TOO_MANY = "too many answers came from there: please try again in an hour"


@dataclass(frozen=True)
class Refusal:
    """How a refusal is said in SMTP, and as the end of a command (sysexits.h)."""

    code: str  # a reply and an enhanced status (RFC 3463)
    exit: int


REFUSALS = {
    Received.NOBODY: Refusal("550 5.1.1", os.EX_NOUSER),
    Received.ENDED: Refusal("550 5.2.1", os.EX_UNAVAILABLE),
    Received.FOREIGN: Refusal("550 5.7.1", os.EX_NOPERM),
    Received.TOO_LARGE: Refusal("552 5.3.4", os.EX_DATAERR),
    Received.UNREADABLE: Refusal("554 5.6.0", os.EX_DATAERR),
    Received.TOO_MANY: Refusal("451 4.7.1", os.EX_TEMPFAIL),
}
