"""The mail that shows whether mails arrive."""

from flask_babel import gettext as _

from tribe.mail.kinds import Facts, MailKind
from tribe.mail.letters import Button, Letter, Words
from tribe.settings import place, value_of


def arrival(_facts: Facts) -> Letter:
    """What an operator sends to see that mails arrive."""
    name = value_of(place.NAME)
    return Letter(
        _("%(place)s: mail arrives", place=name),
        [
            Words(
                _("This is a test: somebody who keeps %(place)s wanted to see it here.", place=name)
            ),
            Words(
                _(
                    "Look whether it is among the unwanted mail, and in its headers whether SPF "
                    "and DKIM are passed."
                )
            ),
            Button(_("Open %(place)s", place=name), "/"),
        ],
    )


TEST = MailKind(
    "mail.test", arrival, lambda: _("a test"), is_transactional=True, reaches_paused=True
)
