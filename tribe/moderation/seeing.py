"""What somebody is shown of a thing that was brought up: what they may see of it now."""

from tribe.access import Actor
from tribe.blocking.reading import seen_by
from tribe.moderation.models import ADDRESS, ModerationCase
from tribe.web import moderated, subjects
from tribe.web.subjects import Shown


def shown_to(actor: Actor, subject_type: str, subject_id: int) -> Shown | None:
    """What an actor sees of a thing, also where a form is sent: as on its page, blocks included.

    Nothing of the thing is to be read before, or what was read is what is found.
    """
    with seen_by(actor):
        return subjects.show(actor, subject_type, subject_id)


def title_for(actor: Actor, case: ModerationCase) -> str:
    """The title of a case for who reported it: while they see the thing, or what they typed."""
    if case.subject_type == ADDRESS:
        return case.title
    shown = shown_to(actor, case.subject_type, case.subject_id)
    return case.title if shown is not None else ""


def words_for(actor: Actor, case: ModerationCase) -> str:
    """The words of a case for who reported it: while they stand so, and where they see them."""
    thing = (case.subject_type, case.subject_id)
    if shown_to(actor, *thing) is None:
        return ""
    matter = moderated.read(*thing)
    return case.words if matter is not None and matter.text == case.words else ""
