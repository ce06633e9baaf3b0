"""The mail of a private message: who wrote, and what only where its reader chose that."""

from flask_babel import gettext as _

from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.messages import queries
from tribe.messages.models import Standing
from tribe.notices.mailing import WAITS
from tribe.notices.queries import find_cause, find_told

MAX_QUOTED = 2_000  # characters of a message that stand in the mail


def written(facts: Facts) -> Letter | None:
    """That somebody wrote; nothing where it was read, or taken away."""
    told, cause = find_told(facts["member"], facts["activity"]), find_cause(facts["activity"])
    message = queries.find_message(cause.subject_id) if cause is not None else None
    if told is None or message is None or message.is_removed or message.is_hidden:
        return None
    said: list[Words | Quote | Button] = [Words(line) for line in told.lines]
    place = queries.find_place(message.conversation_id, facts["member"])
    is_in = place is not None and place.standing is Standing.IN  # a stranger's words stay here
    if is_in and queries.find_choice(facts["member"]).mails_have_words:
        text = message.text
        said.append(Quote(text if len(text) <= MAX_QUOTED else text[:MAX_QUOTED] + " …"))
    return Letter(told.lines[0], [*said, Button(_("Read it"), told.address)])


WRITTEN = MailKind("messages.written", written, lambda: _("private messages"), waits=WAITS)
MAILS = (WRITTEN,)
