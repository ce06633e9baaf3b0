"""What notices know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, delete

ALONE = _l("it was told to you alone")

PERSONAL = (
    Personal(
        "notice",
        _l("what you were told of, and when you read it"),
        {"member_id": delete(ALONE)},
        exports=("subject_type", "subject_id", "member_id", "at", "read_at"),
        withheld={"id": "a number of ours"},
        seen=Seen.NOBODY,
        kept=_l("for 90 days after you read it, and for a year otherwise"),
        correction="/notices",
    ),
    Personal(
        "notice_cause",
        _l("in what way you were told of it"),
        {"member_id": delete(ALONE)},
        exports=("member_id", "kind", "told_at", "mailed_at", "read_at"),
        withheld={
            "activity_id": "what others did is told in their own export",
            "notice_id": "a number of ours",
        },
        seen=Seen.NOBODY,
        kept=_l("for 90 days after you read it, and for a year otherwise"),
        correction="/notices",
    ),
    Personal(
        "notice_choice",
        _l("how you want to be told of what"),
        {"member_id": delete(_l("the choice is yours"))},
        exports=("member_id", "kind", "reach"),
        seen=Seen.NOBODY,
        correction="/me/notices",
    ),
    Personal(
        "reminder_choice",
        _l("how long before a moment you want to be reminded"),
        {"member_id": delete(_l("the choice is yours"))},
        exports=("member_id", "kind", "minutes", "is_wanted"),
        seen=Seen.NOBODY,
        correction="/me/notices",
    ),
    Impersonal("reminder", "of which moments was reminded; to whom stands with the notices"),
    Personal(
        "notice_rhythm",
        _l("when mails come to you, and when not"),
        {"member_id": delete(_l("the choice is yours"))},
        exports=(
            "member_id",
            "days",
            "hour",
            "most_a_day",
            "quiet_from",
            "quiet_until",
            "muted_until",
            "written_for",
        ),
        seen=Seen.NOBODY,
        correction="/me/notices",
    ),
    Personal(
        "brand_budget",
        _l("how many messages of the brand you take"),
        {"member_id": delete(_l("the choice is yours"))},
        exports=("member_id", "channel", "most_a_month"),
        seen=Seen.NOBODY,
        correction="/me/notices",
    ),
    Personal(
        "brand_message",
        _l("messages of the brand that were counted for you"),
        {"member_id": delete(ALONE)},
        exports=("member_id", "channel", "month", "nth", "at"),
        withheld={
            "id": "a number of ours",
            "activity_id": "what the brand did is public",
        },
        seen=Seen.NOBODY,
        kept=_l("for three months after theirs"),
    ),
    Personal(
        "push_device",
        _l("browsers of yours that show notices"),
        {"member_id": delete(_l("nobody is left who would be told"))},
        exports=("member_id", "locale", "made_at", "last_used_on"),
        withheld={
            "id": "a number of ours",
            "sign_in_id": "a number of ours",
            "endpoint": "who knows it and the keys can write to the browser",
            "endpoint_hash": "made of the endpoint",
            "public_key": "belongs to the endpoint",
            "auth": "belongs to the endpoint",
            "server_key": "ours",
        },
        seen=Seen.NOBODY,
        kept=_l("until you are signed out there"),
        correction="/me/notices",
    ),
    Personal(
        "push_choice",
        _l("what you want to be told on your devices"),
        {"member_id": delete(_l("the choice is yours"))},
        exports=("member_id", "kind", "is_wanted"),
        seen=Seen.NOBODY,
        correction="/me/notices",
    ),
)
