"""What following knows of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "follow",
        _l("members whose topics you follow; not who follows you"),
        {
            "follower_id": delete(_l("nobody is left who would be told")),
            "followed_id": delete(_l("nobody is left who begins topics")),
        },
        exports=("follower_id", "since"),
        withheld={"followed_id": "tells of somebody else; your list has their names"},
        seen=Seen.NOBODY,
        kept=_l("until you end it"),
        correction="/me/following",
    ),
)
