"""What moderation knows of members."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from tribe.moderation.models import CaseState, KeptPicture, ModerationCase
from tribe.privacy import Impersonal, Personal, Seen, anonymise, delete, keep

FOR_THE_LAW = _l("the law requires a record of decisions and their reasons")


def decided_alone(_member_id: int) -> ColumnElement[bool]:
    """A case is given to whom it is about once it is decided."""
    return ModerationCase.state == CaseState.DECIDED


def of_decided_alone(_member_id: int) -> ColumnElement[bool]:
    """So are the pictures that were kept with it."""
    decided = select(ModerationCase.id).where(ModerationCase.state == CaseState.DECIDED)
    return KeptPicture.case_id.in_(decided)


PERSONAL = (
    Personal(
        "moderation_case",
        _l("decisions about your content"),
        {
            "author_id": anonymise(FOR_THE_LAW, "title", "words", "address"),
            "assignee_id": keep(FOR_THE_LAW),
        },
        exports=("id", "subject_type", "subject_id", "title", "words", "opened_at", "decided_at"),
        withheld={
            "author_id": "it is theirs",
            "category_id": "a number of ours",
            "address": "its page",
            "state": "those that are decided alone",
            "assignee_id": "who decides is no part of it",
            "passed_on_at": "who decides is no part of it",
        },
        only=decided_alone,
        seen=Seen.STAFF,
        words=("words",),
    ),
    Personal(
        "moderation_picture",
        _l("your pictures as they were when reported"),
        {"member_id": delete(_l("a picture may show you"))},
        exports=("case_id", "position"),
        withheld={"member_id": "it is theirs", "digest": "the name of the file"},
        only=of_decided_alone,
        seen=Seen.STAFF,
    ),
    Personal(
        "moderation_report",
        _l("what you reported"),
        {
            "reporter_id": anonymise(
                FOR_THE_LAW,
                "words",
                "name",
                "email",
                "locale",
                "address",
                "reason",
                "follow_digest",
                "words_digest",
            )
        },
        exports=("id", "kind", "words", "made_at", "finding"),
        withheld={
            "case_id": "a number of ours",
            "source": "it is theirs",
            "reporter_id": "it is theirs",
            "name": "of guests alone",
            "email": "of guests alone",
            "locale": "of guests alone",
            "address": "the thing of the case",
            "reason": "of what the program found alone",
            "follow_digest": "of guests alone",
            "words_digest": "whether it was edited since, and no word of it",
        },
        seen=Seen.STAFF,
        words=("words",),
    ),
    Personal(
        "moderation_note",
        _l("your notes on cases, as a moderator"),
        {"author_id": keep(FOR_THE_LAW)},
        exports=("id", "words", "made_at"),
        withheld={"case_id": "a number of ours", "author_id": "it is theirs"},
        seen=Seen.STAFF,
        remains={"words": "it is part of the record of the case"},
    ),
    Personal(
        "moderation_look",
        _l("cases you had open, as a moderator"),
        {"member_id": delete(_l("it serves while a case is open"))},
        exports=("case_id", "at"),
        withheld={"member_id": "it is theirs"},
        seen=Seen.STAFF,
    ),
    Personal(
        "moderation_decision",
        _l("decisions about you, and why"),
        {
            "member_id": keep(FOR_THE_LAW),
            "decided_by_id": keep(FOR_THE_LAW),
            "undone_by_id": keep(FOR_THE_LAW),
        },
        exports=(
            "id",
            "act",
            "subject_type",
            "subject_id",
            "made_at",
            "ground",
            "rule",
            "why",
            "is_automated",
            "ends_at",
            "undone_at",
            "why_undone",
            "replaced_by_id",
            "together_id",
        ),
        withheld={
            "case_id": "a number of ours",
            "cause_id": "a number of ours",
            "member_id": "it is theirs",
            "decided_by_id": "who decides is no part of it",
            "undone_by_id": "who decides is no part of it",
            "details": "what undoing it needs",
            "words_digest": "whether it was edited since, and no word of it",
        },
        seen=Seen.STAFF,
        remains=dict.fromkeys(
            ("rule", "why", "why_undone"), "the law asks for a record of reasons"
        ),
    ),
    Personal(
        "moderation_concerned",
        _l("decisions that concern you along with others"),
        {"member_id": keep(FOR_THE_LAW)},
        exports=("decision_id",),
        withheld={"member_id": "it is theirs"},
        seen=Seen.STAFF,
    ),
    Personal(
        "moderation_appeal",
        _l("your appeals, and their answers"),
        {
            "member_id": anonymise(FOR_THE_LAW, "words"),
            "decided_by_id": keep(FOR_THE_LAW),
        },
        exports=("id", "words", "made_at", "due_at", "late_at", "decided_at", "outcome", "answer"),
        withheld={
            "decision_id": "a number of ours",
            "is_carried": "whether another decision took the place of what it was made of",
            "report_id": "of guests alone",
            "member_id": "it is theirs",
            "decided_by_id": "who decides is no part of it",
        },
        seen=Seen.STAFF,
        words=("words",),
        remains={"answer": "the law asks for a record of reasons"},
    ),
    Impersonal("moderation_settled", "which decision closed which case"),
    Impersonal("moderation_reason", "words that moderators use for whomever"),
)
