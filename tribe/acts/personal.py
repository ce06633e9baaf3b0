"""What acts of the brand know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, keep

PERSONAL = (
    Personal(
        "brand_act",
        _l("what you wrote in the name of the brand"),
        {"author_id": keep(_l("the brand said it, by whoever spoke for it"))},
        exports=(
            "id",
            "title",
            "source",
            "serves",
            "asks",
            "grounds",
            "author_id",
            "made_at",
            "published_at",
            "withdrawn_at",
        ),
        withheld={
            "kind": "the same for all",
            "html": "made from the source",
            "grounds_html": "made from the source",
            "category_id": "a number of ours",
            "topic_id": "a number of ours",
        },
        seen=Seen.ALL,
        kept=_l("as long as the place"),
        remains=dict.fromkeys(
            ("title", "source", "html", "serves", "asks", "grounds", "grounds_html"),
            "the brand said it",
        ),
    ),
)
