"""What mail servers report about mails of ours: that one came back, or is unwanted.

Delivery status notifications (RFC 3464) and complaints in the abuse reporting format (RFC 5965),
read without trust: whose mail it was is known by marks that only this place can make.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from tribe.mail import incoming

STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})")
MESSAGE_ID = re.compile(r"<([^<>@\s]{1,160})@[^<>@\s]+>")
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global")


@dataclass(frozen=True)
class Report:
    """That a mail came back, or that its recipient complained."""

    message_id: str  # of our mail, what stands before the @; empty where it is not returned
    is_complaint: bool
    status: str = ""  # of a bounce, such as "5.1.1"; empty where none is said


def parse(raw: bytes) -> Report | None:
    """The report that a message is; None for any other, such as a note of who is on holiday."""
    try:
        message = incoming.parse(raw)
    except incoming.Unreadable:
        return None
    kind = _word(message.get_param("report-type"))
    parts = list(message.walk())
    if message.get_content_type() != "multipart/report" or not kind:
        return None
    ours = next(_returned_ids(parts), "")
    if kind == "feedback-report":
        return Report(ours, is_complaint=True) if _is_abuse(parts) else None
    if kind in ("delivery-status", "global-delivery-status"):
        return next((Report(ours, False, one) for one in _failures(parts)), None)
    return None


def _failures(parts: list[Message]) -> Iterator[str]:
    """The status of each recipient whom it did not reach for good."""
    for fields in _blocks(parts, ("message/delivery-status", "message/global-delivery-status")):
        if str(fields.get("Action", "")).strip().lower() == "failed":
            found = STATUS.match(str(fields.get("Status", "")))
            yield found[1] if found else ""


def _is_abuse(parts: list[Message]) -> bool:
    """Whether a feedback says that our mail is unwanted, and not that it is not spam."""
    kinds = [
        str(fields.get("Feedback-Type", "")).strip().lower()
        for fields in _blocks(parts, ("message/feedback-report",))
    ]
    return any(kind in ("abuse", "fraud", "other", "opt-out") for kind in kinds)


def _blocks(parts: list[Message], kinds: tuple[str, ...]) -> Iterator[Message]:
    """The groups of fields in the parts of some kinds."""
    for part in parts:
        if part.get_content_type() in kinds:
            inside = part.get_payload()
            if isinstance(inside, list):
                yield from (one for one in inside if isinstance(one, Message))
            else:
                yield message_from_bytes(_bytes(part))


def _returned_ids(parts: list[Message]) -> Iterator[str]:
    """The Message-ID of each message that is given back, whole or with its headers alone."""
    for part in parts:
        if part.get_content_type() in RETURNED:
            inside = part.get_payload()
            whole = inside[0] if isinstance(inside, list) and inside else None
            headers = whole if isinstance(whole, Message) else message_from_bytes(_bytes(part))
            if found := MESSAGE_ID.search(str(headers.get("Message-ID", ""))):
                yield found[1].lower()


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _word(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""
