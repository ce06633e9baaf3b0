"""What the tables of private conversations know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, anonymise, delete

STANDS = _l("it stays under no name, or goes, as you choose when you leave")

PERSONAL = (
    Personal(
        "conversation",
        _l("private conversations that you began"),
        {"begun_by_id": anonymise(STANDS)},
        exports=("id", "begun_by_id", "title", "keeping", "begun_at"),
        withheld={
            "highest_number": "counted over everybody's messages",
            "last_written_at": "of whoever wrote last",
        },
        seen=Seen.NOBODY,
        kept=_l("as long as somebody else is in it, and no longer than this place keeps any"),
        words=("title",),
    ),
    Personal(
        "conversation_member",
        _l("the private conversations that you are in, and up to where you have read them"),
        {"member_id": delete(_l("you are in none any more"))},
        exports=(
            "conversation_id",
            "member_id",
            "standing",
            "last_read_number",
            "is_muted",
            "since",
        ),
        seen=Seen.NOBODY,
        correction="/conversations",
    ),
    Personal(
        "message",
        _l("what you wrote in private conversations; those who are in them read it"),
        {"author_id": anonymise(STANDS)},
        exports=(
            "id",
            "conversation_id",
            "author_id",
            "source",
            "written_at",
            "edited_at",
            "removed_at",
            "hidden_at",
        ),
        withheld={
            "number": "its place, which its moment tells",
            "html": "made from the source",
            "text": "made from the source",
            "cook_version": "which version made it",
        },
        seen=Seen.NOBODY,
        correction="/conversations",
        kept=_l("as long as somebody else is in it, and no longer than this place keeps any"),
        words=("source", "html", "text"),
    ),
    Personal(
        "message_choice",
        _l("who may begin to write to you"),
        {"member_id": delete(_l("a choice of yours alone"))},
        exports=("member_id", "who_may_write", "mails_have_words"),
        seen=Seen.NOBODY,
        correction="/me/messages",
    ),
)
