"""Mail: written into an outbox with its cause, said in the recipient's language, never lost."""

from tribe.mail.addresses import carry_choices, confirm_address
from tribe.mail.gate import Gate, keep_gate
from tribe.mail.kinds import (
    Attachment,
    Facts,
    LeftOut,
    MailKind,
    Recipient,
    Repliable,
    Reply,
    init_app,
)
from tribe.mail.letters import Button, Letter, Line, Lines, Quote, Words
from tribe.mail.mails import TEST
from tribe.mail.models import Mail, MailState
from tribe.mail.outbox import enqueue
from tribe.mail.readiness import why_not_sending

__all__ = [
    "TEST",
    "Attachment",
    "Button",
    "Facts",
    "Gate",
    "LeftOut",
    "Letter",
    "Line",
    "Lines",
    "Mail",
    "MailKind",
    "MailState",
    "Quote",
    "Recipient",
    "Repliable",
    "Reply",
    "Words",
    "carry_choices",
    "confirm_address",
    "enqueue",
    "init_app",
    "keep_gate",
    "why_not_sending",
]
