"""What declared interests know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

PERSONAL = (
    Personal(
        "declared_interest",
        _l("interests that you declared"),
        {"member_id": delete(_l("nobody is left who writes anything beside which they stand"))},
        exports=("member_id", "kind", "words", "since", "until", "declared_at"),
        withheld={"id": "a number of ours"},
        seen=Seen.ALL,
        correction="/me/interests",
    ),
)
