"""What the tables of leaving and of exports know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, delete, keep

WHOLE = _l("it holds all of you")

PERSONAL = (
    Personal(
        "departure",
        _l("that you are leaving, and why"),
        {"member_id": delete(_l("it is done with the erasure"))},
        exports=("member_id", "words", "reason", "reason_for", "asked_at", "due_at"),
        withheld={"id": "a number of ours"},
        seen=Seen.STAFF,
        kept=_l("for 14 days"),
        correction="/me/leave",
    ),
    Impersonal("parting_word", "why somebody left, told as they wished, without their name"),
    Personal(
        "erasure",
        _l("which numbers were erased, so that an older backup that is put back is cleaned again"),
        {"member_id": keep(_l("a number that leads to nobody any more"))},
        withheld={
            "id": "a number of ours",
            "member_id": "there is no member any more",
            "words": "there is no member any more",
            "erased_on": "there is no member any more",
        },
        seen=Seen.STAFF,
        kept=_l("as long as the place"),
    ),
    Personal(
        "import_claim",
        _l("that somebody says an account of an import is theirs"),
        {"member_id": delete(_l("it is decided"))},
        withheld={
            "id": "a number of ours",
            "member_id": "of the account",
            "wish": "of who asks, who may be another",
            "email": "of who asks, who may be another",
            "locale": "of who asks, who may be another",
            "proof": "of who asks, who may be another",
            "asked_at": "of who asks, who may be another",
        },
        seen=Seen.STAFF,
        kept=_l("until it is decided, for 90 days at most"),
    ),
    Personal(
        "data_export",
        _l("the export that you asked for last"),
        {
            "member_id": delete(WHOLE),
            "digest": delete(WHOLE),
        },
        exports=("member_id", "asked_at", "made_at"),
        withheld={"id": "a number of ours", "digest": "the name of the file"},
        seen=Seen.NOBODY,
        kept=_l("for 7 days"),
    ),
)
