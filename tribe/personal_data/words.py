"""What is held, in the language of a member: tables, columns, and the pages of an export."""

from collections.abc import Mapping

from tribe.speech import Message, Said
from tribe.speech.catalogues import translations

COLUMNS: Mapping[str, Said] = {
    "about": Message("what it is for"),
    "accepted_at": Message("accepted"),
    "account": Message("what happened"),
    "act": Message("what was done"),
    "actor_id": Message("who did it"),
    "added_at": Message("added"),
    "address": Message("address of mail"),
    "agent": Message("browser"),
    "alt": Message("what the picture shows"),
    "answer": Message("answer"),
    "answered_at": Message("answered"),
    "aside_id": Message("number of the stepping aside"),
    "asked_at": Message("asked"),
    "asks": Message("what it asks of members"),
    "at": Message("when"),
    "attempts": Message("how often it was tried"),
    "author_id": Message("who wrote it"),
    "away_until": Message("last day of the pause"),
    "away_words": Message("words of the pause"),
    "begun_at": Message("begun"),
    "begun_by_id": Message("who began it"),
    "bio": Message("about you"),
    "body": Message("text"),
    "bounced_at": Message("came back"),
    "cadence": Message("how often"),
    "cancelled_by_id": Message("who cancelled it"),
    "capacity": Message("seats"),
    "case_id": Message("number of the case"),
    "category_id": Message("number of the category"),
    "cause": Message("by what"),
    "cause_id": Message("number of what it was by"),
    "channel": Message("by which way"),
    "changed_at": Message("changed"),
    "closed_at": Message("closed"),
    "confirmed_at": Message("confirmed"),
    "conversation_id": Message("number of the conversation"),
    "created_at": Message("made"),
    "created_by_id": Message("who called or declared it"),
    "days": Message("when the digest comes"),
    "decided_at": Message("decided"),
    "decision_id": Message("number of the decision"),
    "declared_at": Message("declared"),
    "deleted_at": Message("taken away"),
    "due_at": Message("when it is done"),
    "due_on": Message("day it is due"),
    "edited_at": Message("changed"),
    "editor_id": Message("who changed it"),
    "email": Message("address of mail"),
    "email_confirmed_at": Message("when mail was shown to arrive"),
    "ended_at": Message("when it was over"),
    "ends_at": Message("ends"),
    "late_at": Message("late since"),
    "silenced_until": Message("writes nothing until"),
    "english": Message("in English"),
    "event_id": Message("number of the gathering"),
    "expires_at": Message("ends"),
    "facts": Message("details"),
    "finding": Message("whether it was confirmed"),
    "follower_id": Message("who follows"),
    "given_at": Message("given"),
    "found": Message("what was found"),
    "from_level": Message("level before"),
    "given_up_at": Message("given up"),
    "gone": Message("how it was taken away"),
    "ground": Message("what it rests on"),
    "grounds": Message("what it rests on"),
    "group_name": Message("group there"),
    "group_size": Message("persons together"),
    "guests": Message("guests"),
    "held_at": Message("when it began to wait"),
    "height": Message("height in pixels"),
    "hidden_at": Message("hidden"),
    "heirs": Message("who inherits"),
    "hour": Message("hour of the digest"),
    "id": Message("number"),
    "interest": Message("interest that you declared with it"),
    "interest_words": Message("to whom, and how"),
    "is_agreed": Message("whether you agreed"),
    "is_automated": Message("decided by the program"),
    "is_brand": Message("speaks for the brand"),
    "is_category_moderator": Message("moderates a category"),
    "is_granted": Message("yes"),
    "is_measured": Message("is measured"),
    "is_muted": Message("told of it no more"),
    "hides_attendance": Message("answers to gatherings begin hidden"),
    "is_hidden": Message("hidden from others who come"),
    "is_shown_present": Message("is shown where you read"),
    "is_strong": Message("by two steps"),
    "is_wanted": Message("wanted"),
    "issuer": Message("who keeps the account"),
    "joined_at": Message("joined"),
    "keeping": Message("what may be taken away of it"),
    "key": Message("name of the page"),
    "kind": Message("kind"),
    "last_read_number": Message("read up to"),
    "last_read_post_number": Message("last post that you read"),
    "last_seen_on": Message("day it was seen last"),
    "last_used_on": Message("day it was used last"),
    "leaves_at": Message("when you leave"),
    "left_at": Message("left"),
    "left_out": Message("files left out"),
    "level_after": Message("followed how closely afterwards"),
    "level": Message("followed how closely"),
    "lifted_at": Message("ended for you"),
    "linked_at": Message("joined to your account"),
    "locale": Message("language"),
    "made_at": Message("made"),
    "made_by_id": Message("who promised"),
    "mailed_at": Message("said by mail"),
    "mails_have_words": Message("mails say what was written"),
    "marked_by_id": Message("who marked it"),
    "member_id": Message("number of the member"),
    "minutes": Message("minutes before"),
    "mode": Message("where one meets"),
    "moderator_id": Message("moderator of it"),
    "month": Message("in which month"),
    "most_a_day": Message("mails at once in a day, at most"),
    "most_a_month": Message("messages of the brand in a month, at most"),
    "blocker_id": Message("who blocks"),
    "mute_ends_at": Message("muted until"),
    "muted_until": Message("last day without mails"),
    "name": Message("name"),
    "note": Message("note"),
    "nth": Message("the how manieth of the month; none where it was beyond"),
    "number": Message("its number there"),
    "online_url": Message("the way in online"),
    "opened_at": Message("opened"),
    "outcome": Message("how it was judged"),
    "paused_at": Message("no mail since"),
    "paused_because": Message("why no mail goes there"),
    "place": Message("place"),
    "position": Message("place in the list"),
    "post_id": Message("number of the post"),
    "promoted_at": Message("moved up from the waiting list"),
    "proved_at": Message("when a secret was shown last"),
    "published_at": Message("published"),
    "purpose": Message("to what end"),
    "quiet_from": Message("quiet from this hour"),
    "quiet_until": Message("quiet until this hour"),
    "reach": Message("how far it comes"),
    "read_at": Message("read"),
    "read_until": Message("read up to"),
    "reason": Message("reason"),
    "reason_for": Message("for whom the reason is"),
    "recap": Message("recap"),
    "recap_at": Message("first told"),
    "recap_by_id": Message("who wrote the recap"),
    "received_at": Message("arrived"),
    "recipient": Message("public key"),
    "refusal": Message("why it was refused"),
    "remind_at": Message("when you are reminded"),
    "removed_at": Message("removed"),
    "replaced_by_id": Message("number of what took its place"),
    "together_id": Message("number of what was decided in one act with it"),
    "reply_to_id": Message("number of the post that it answers"),
    "requested_by_id": Message("who asked for it"),
    "revoked_at": Message("ended"),
    "ritual_id": Message("number of the rite"),
    "role": Message("role"),
    "rule": Message("which rule"),
    "score": Message("how often mail came back"),
    "serves": Message("whom it serves"),
    "settled_at": Message("judged"),
    "settled_by_id": Message("who judged"),
    "shown_as": Message("how the account is called there"),
    "since": Message("since"),
    "source": Message("text as it was written"),
    "standing": Message("how you stand in it"),
    "starts_at": Message("begins"),
    "state": Message("state"),
    "status": Message("status"),
    "subject": Message("number of the account there"),
    "subject_id": Message("number of the thing"),
    "subject_type": Message("to what"),
    "text": Message("text"),
    "texts": Message("words in each language"),
    "title": Message("title"),
    "tags": Message("tags"),
    "tag_id": Message("tag"),
    "to_level": Message("level after"),
    "told_at": Message("told"),
    "topic_id": Message("number of the topic"),
    "uid": Message("number in calendars"),
    "undone_at": Message("undone"),
    "unlisted_at": Message("taken out of lists"),
    "unsubscribed_at": Message("unsubscribed"),
    "until": Message("until"),
    "trust": Message("trust level"),
    "updated_at": Message("changed"),
    "used_at": Message("used"),
    "welcomes_guests": Message("whether guests may come"),
    "who_may_write": Message("who may write first"),
    "why": Message("why"),
    "why_cancelled": Message("why it was cancelled"),
    "why_undone": Message("why it was undone"),
    "width": Message("width in pixels"),
    "wishes": Message("what is wished of them"),
    "withdrawn_at": Message("taken back"),
    "wording": Message("version of the words that were agreed to"),
    "words": Message("words"),
    "written_at": Message("written"),
    "written_by_id": Message("who wrote it"),
    "written_for": Message("time of the last digest"),
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
