"""The mails that answer an answer: that it was not posted, or not all of it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from tribe.base.errors import Fault
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.mail.letters import Part
from tribe.web.errors import words


def refused(facts: Facts) -> Letter:
    """Why an answer was not posted, and what it said, so that nothing is lost."""
    return Letter(
        _("Your answer was not posted"),
        [
            Words(_("You answered a mail of ours. Your answer was not posted:")),
            Words(words(Fault(code=facts["code"], parameters=facts["parameters"]))),
            *_kept(facts["words"]),
            *_names(facts["left_out"]),
            *_page(facts["url"]),
        ],
    )


def left_out(facts: Facts) -> Letter:
    """What of an answer was not posted."""
    return Letter(
        _("Your answer is posted, without some of what you attached"),
        [
            Words(_("You answered a mail of ours. Your words are posted; these files are not:")),
            *map(_why, facts["left_out"]),
            *_page(facts["url"]),
        ],
    )


def _kept(said: str) -> Sequence[Part]:
    return [Words(_("This is what you wrote:")), Quote(said)] if said.strip() else []


def _names(names: Sequence[str]) -> Sequence[Part]:
    return [Words(_("Left out: %(names)s", names=", ".join(names)))] if names else []


def _why(one: str | list[Any]) -> Part:
    """A file and why it is left out; of a mail that an earlier version wrote, its name."""
    if isinstance(one, str):
        return Words(one)
    name, code, parameters = one
    return Words(
        _("%(name)s: %(why)s", name=name, why=words(Fault(code=code, parameters=parameters)))
    )


def _page(url: str) -> Sequence[Part]:
    return [Button(_("Open the page"), url)] if url else []


REFUSED = MailKind(
    "postmaster.reply_refused",
    refused,
    lambda: _("an answer that was not posted"),
    is_transactional=True,
)
LEFT_OUT = MailKind(
    "postmaster.reply_left_out",
    left_out,
    lambda: _("an answer with attachments"),
    is_transactional=True,
)
MAILS = (REFUSED, LEFT_OUT)
