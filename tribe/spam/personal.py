"""What texts that wait, and sketches of texts, know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "held_text",
        _l("what you wrote that a moderator has not published"),
        {"author_id": delete(_l("nobody but moderators ever read it"))},
        exports=(
            "id",
            "author_id",
            "title",
            "body",
            "facts",
            "state",
            "held_at",
            "changed_at",
            "decided_at",
            "reason",
        ),
        withheld={
            "kind": "a name of ours",
            "codes": "names of ours of what held it; the page says them in words",
            "advice": "what a service elsewhere guessed, for moderators",
        },
        seen=Seen.STAFF,
        kept=_l("until a moderator has decided; what was declined for 30 days"),
        correction="/me/held",
        words=("title", "body", "facts"),
    ),
    Personal(
        "listed_member",
        _l("that an outside service knows your address from reports"),
        {"member_id": delete(_l("it serves nobody after you"))},
        exports=("member_id", "at"),
        seen=Seen.STAFF,
    ),
    Personal(
        "text_sketch",
        _l("numbers that identify a text sent again"),
        {"author_id": delete(_l("they serve nobody after you"))},
        exports=("author_id", "at"),
        withheld={
            "id": "our number of the row",
            "hashes": "numbers made of the text, from which nobody reads a word",
            "band_0": "the same, shorter",
            "band_1": "the same, shorter",
            "band_2": "the same, shorter",
            "band_3": "the same, shorter",
        },
        seen=Seen.NOBODY,
        kept=_l("for 14 days"),
    ),
)
