"""What is held, in the language of a member: tables, columns, and the pages of an export."""

from collections.abc import Mapping

from tribe.speech import Message, Said
from tribe.speech.catalogues import translations

COLUMNS: Mapping[str, Said] = {
    "actor_id": Message("who did it"),
    "agent": Message("browser"),
    "answered_at": Message("answered"),
    "asked_at": Message("asked"),
    "at": Message("when"),
    "author_id": Message("who wrote it"),
    "bio": Message("about you"),
    "body": Message("text"),
    "capacity": Message("seats"),
    "category_id": Message("number of the category"),
    "cause": Message("by what"),
    "cause_id": Message("number of what it was by"),
    "closed_at": Message("closed"),
    "created_at": Message("made"),
    "decided_at": Message("decided"),
    "deleted_at": Message("taken away"),
    "edited_at": Message("changed"),
    "email": Message("address of mail"),
    "ends_at": Message("ends"),
    "event_id": Message("number of the gathering"),
    "expires_at": Message("ends"),
    "facts": Message("details"),
    "guests": Message("guests"),
    "id": Message("number"),
    "is_brand": Message("speaks for the brand"),
    "is_granted": Message("yes"),
    "is_measured": Message("is measured"),
    "joined_at": Message("joined"),
    "kind": Message("kind"),
    "left_at": Message("left"),
    "level": Message("followed how closely"),
    "locale": Message("language"),
    "made_at": Message("made"),
    "member_id": Message("number of the member"),
    "mode": Message("where one meets"),
    "name": Message("name"),
    "number": Message("which post of the topic"),
    "online_url": Message("the way in online"),
    "place": Message("place"),
    "position": Message("place in the list"),
    "post_id": Message("number of the post"),
    "purpose": Message("to what end"),
    "reason": Message("reason"),
    "recap": Message("recap"),
    "reply_to_id": Message("number of the post that it answers"),
    "revoked_at": Message("ended"),
    "ritual_id": Message("number of the rite"),
    "role": Message("role"),
    "since": Message("since"),
    "source": Message("text as it was written"),
    "starts_at": Message("begins"),
    "state": Message("state"),
    "status": Message("status"),
    "subject_id": Message("number of the thing"),
    "subject_type": Message("to what"),
    "text": Message("text"),
    "title": Message("title"),
    "topic_id": Message("number of the topic"),
    "until": Message("until"),
    "updated_at": Message("changed"),
    "welcomes_guests": Message("whether guests may come"),
    "why": Message("why"),
    "wording": Message("version of the words that were agreed to"),
    "words": Message("words"),
    "zone": Message("time zone"),
}


def said(text: object, language: str) -> str:
    """A text of the catalogues in a language."""
    return str(translations(language)[1].ugettext(_english(text)))


def column(name: str, language: str) -> str:
    """What a column is called; one without words by its own name."""
    known = COLUMNS.get(name)
    return known.said_in(language) if known is not None else name.replace("_", " ")


def export_title(name: str, place: str, language: str) -> str:
    """The title of an export."""
    return Message("What %(place)s knows of %(name)s", place=place, name=name).said_in(language)


def export_lead(language: str) -> str:
    """What an export is, and what it leaves out."""
    lead = Message(
        "Each page has what one table holds; the JSON beside it is for programs. Names and words "
        "of others are left out, and stand as “…” where you quoted or named somebody."
    )
    return lead.said_in(language)


def way_back(language: str) -> str:
    """The link from a page of an export to its first."""
    return Message("Back to the list").said_in(language)


def oneself(language: str) -> str:
    """Whom an export belongs to, where a row says which member."""
    return Message("you").said_in(language)


def yes_or_no(is_so: bool, language: str) -> str:
    """Whether something is so."""
    return (Message("yes") if is_so else Message("no")).said_in(language)


def _english(text: object) -> str:
    """The text as the code has it, of one that waits for its reader's language as well."""
    arguments = getattr(text, "_args", None)
    return str(arguments[0]) if arguments else str(text)
