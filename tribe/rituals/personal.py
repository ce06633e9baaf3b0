"""What the tables of rites know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, anonymise, delete

PERSONAL = (
    Personal(
        "ritual",
        _l("rites that you declared"),
        {"created_by_id": anonymise(_l("a rite is those who keep it"))},
        exports=("id", "name", "purpose", "cadence", "status", "created_by_id", "created_at"),
        withheld={"slug": "made from the name", "purpose_html": "made from the purpose"},
        seen=Seen.ALL,
        correction="/rituals",
        kept=_l("as long as the place"),
        remains=dict.fromkeys(
            ("name", "slug", "purpose", "purpose_html"), "a rite is those who keep it"
        ),
    ),
    Impersonal("ritual_step", "how a rite goes"),
    Personal(
        "ritual_keeper",
        _l("rites that you keep"),
        {"member_id": delete(_l("nobody can turn to a keeper who is gone"))},
        exports=("ritual_id", "member_id", "since"),
        seen=Seen.ALL,
        correction="/rituals",
    ),
    Personal(
        "enactment",
        _l("enactments that you marked, and your recaps"),
        {
            "marked_by_id": anonymise(_l("the rite was kept, whoever wrote it down")),
            "recap_by_id": anonymise(_l("it tells of everybody who was there")),
        },
        exports=(
            "ritual_id",
            "event_id",
            "topic_id",
            "at",
            "marked_by_id",
            "recap",
            "recap_by_id",
            "recap_at",
        ),
        withheld={"id": "a number of ours", "recap_html": "made from the recap"},
        seen=Seen.ALL,
        correction="/rituals",
        kept=_l("as long as the place, unless you take your words along"),
        owner=("marked_by_id", "recap_by_id"),
        theirs={"recap": "recap_by_id", "recap_at": "recap_by_id"},
        words=("recap", "recap_html"),
    ),
    Personal(
        "keeper_request",
        _l("rites that you would keep, or are asked to keep"),
        {
            "member_id": delete(_l("nobody is left to answer")),
            "asked_by_id": delete(_l("nobody is left who asks")),
        },
        exports=("ritual_id", "member_id", "asked_at"),
        withheld={"asked_by_id": "tells of somebody else"},
        seen=Seen.MEMBERS,
        correction="/rituals",
    ),
)
