"""What blocking and ignoring know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "member_block",
        _l("members you blocked; not those who blocked you"),
        {
            "blocker_id": delete(_l("nobody is left who would be spared")),
            "blocked_id": delete(_l("nobody is left who was kept away")),
        },
        exports=("blocker_id", "since"),
        withheld={"blocked_id": "tells of somebody else; your list has their names"},
        seen=Seen.NOBODY,
        kept=_l("until you end it"),
        correction="/me/blocks",
    ),
    Personal(
        "member_ignoring",
        _l("members you ignore, and until when; not those who ignore you"),
        {
            "member_id": delete(_l("nobody is left who would be spared")),
            "ignored_id": delete(_l("nobody is left who was kept away")),
        },
        exports=("member_id", "since", "until"),
        withheld={"ignored_id": "tells of somebody else; your list has their names"},
        seen=Seen.NOBODY,
        kept=_l("until you end it"),
        correction="/me/blocks",
    ),
)
