"""What the pages of the place know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, anonymise, delete

PERSONAL = (
    Personal(
        "page_version",
        _l("versions of the rules and other pages that you published"),
        {"author_id": anonymise(_l("what held in this place stays to be read"))},
        exports=("id", "key", "number", "texts", "note", "published_at"),
        withheld={"author_id": "it is theirs", "html": "made from the texts"},
        seen=Seen.ALL,
        kept=_l("as long as the place"),
        remains=dict.fromkeys(("key", "texts", "html", "note"), "what held in this place"),
    ),
    Personal(
        "page_answer",
        _l("which versions of the rules you agreed to, and when"),
        {"member_id": delete(_l("nobody is left who agreed"))},
        exports=("member_id", "key", "number", "is_agreed", "answered_at"),
        seen=Seen.NOBODY,
        correction="/me/rules",
    ),
)
