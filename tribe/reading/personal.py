"""What the table of reading knows of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "reading_mark",
        _l("up to when you have read what was new"),
        {"member_id": delete(_l("a habit of reading"))},
        exports=("member_id", "read_until"),
        seen=Seen.NOBODY,
        correction="/new",
    ),
)
