"""What bookmarks know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "bookmark",
        _l("what you put aside, your notes and reminders"),
        {"member_id": delete(_l("nobody else ever saw it"))},
        exports=(
            "id",
            "member_id",
            "subject_type",
            "subject_id",
            "note",
            "made_at",
            "remind_at",
        ),
        seen=Seen.NOBODY,
        correction="/me/bookmarks",
        words=("note",),
    ),
)
