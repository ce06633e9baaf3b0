"""What the tables of arriving know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "greeter",
        _l("that you offered to greet newcomers, and since when"),
        {"member_id": delete(_l("nobody is left who greets"))},
        exports=("member_id", "since"),
        seen=Seen.MEMBERS,
        kept=_l("until you take it back"),
        correction="/greeting",
    ),
    Personal(
        "welcome_closed",
        _l("that you have seen enough of the first steps"),
        {"member_id": delete(_l("nobody is left who would be led"))},
        exports=("member_id", "closed_at"),
        seen=Seen.NOBODY,
    ),
)
