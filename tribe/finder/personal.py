"""What the index knows of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, anonymise

PERSONAL = (
    Personal(
        "search_document",
        _l("by which words what you wrote is found"),
        {"author_id": anonymise(_l("it is made of the texts, which stay under no name, or go"))},
        withheld={
            "id": "a number of ours",
            "kind": "made from the texts, which are given themselves",
            "thing_id": "made from the texts, which are given themselves",
            "group_id": "made from the texts, which are given themselves",
            "scope_id": "made from the texts, which are given themselves",
            "author_id": "made from the texts, which are given themselves",
            "at": "made from the texts, which are given themselves",
            "replies": "counted over everybody's posts",
            "marks": "made from the texts, which are given themselves",
            "digest": "made from the texts, which are given themselves",
            "terms": "made from the texts, which are given themselves",
        },
        seen=Seen.ALL,
        words=("terms",),
        kept=_l("as long as the texts"),
    ),
    Impersonal("search_term", "which words many texts have"),
    Impersonal("search_word", "which words the texts of a category have, and how often"),
)
