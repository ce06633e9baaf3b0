"""What the desk knows of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, anonymise

PERSONAL = (
    Personal(
        "desk_mark",
        _l("what you did at the desk of moderators"),
        {"member_id": anonymise(_l("that it was done serves others"), "words", "title", "address")},
        exports=("source", "title", "words", "state", "at", "until"),
        withheld={
            "key": "a name of ours",
            "address": "its page",
            "member_id": "it is theirs",
        },
        seen=Seen.STAFF,
        kept=_l("for 365 days"),
        words=("words",),
        remains={
            "source": "the name of a list of tasks",
            "key": "which task it was, by a number or a pattern",
        },
    ),
)
