"""What is known of members who were asked to step aside."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, anonymise, delete

PERSONAL = (
    Personal(
        "step_aside",
        _l(
            "other members' quarrels that you talked over with them as a moderator, and how they "
            "ended"
        ),
        {"moderator_id": anonymise(_l("the record that somebody talked it over is kept"))},
        exports=(
            "id",
            "topic_id",
            "conversation_id",
            "moderator_id",
            "begun_at",
            "until",
            "ended_at",
            "outcome",
            "words",
        ),
        seen=Seen.STAFF,
        kept=_l("as long as the conversation"),
        words=("words",),
    ),
    Personal(
        "step_aside_party",
        _l("that you were asked to step aside from a topic, and what was asked of you"),
        {"member_id": delete(_l("it leads to you"))},
        exports=("aside_id", "member_id", "lifted_at"),
        withheld={
            "asked": "words of the moderator, which stand in the conversation",
            "is_ruled": "whether its statement is given, which is given itself",
        },
        seen=Seen.STAFF,
    ),
)
