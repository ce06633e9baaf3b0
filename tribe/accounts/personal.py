"""What the tables of tokens and of ways in know of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Impersonal, Personal, Seen, delete

PERSONAL = (
    Impersonal("application", "who asks to join is no member yet; the row goes with the answer"),
    Personal(
        "invitation",
        _l("invitations that you made, with your words; not who came by them"),
        {"member_id": delete(_l("nobody is left who invites"))},
        exports=("member_id", "words", "made_at", "expires_at", "accepted_at", "withdrawn_at"),
        withheld={"id": "a number of ours"},
        seen=Seen.NOBODY,
        kept=_l("until half a year after they end"),
        correction="/me/invitations",
    ),
    Personal(
        "totp",
        _l("the secret of your app for codes, sealed"),
        {"member_id": delete(_l("nobody signs in to an account that is gone"))},
        exports=("member_id", "made_at", "confirmed_at"),
        withheld={"sealed_secret": "a secret", "last_step": "a number of ours"},
        seen=Seen.NOBODY,
        correction="/me/security",
    ),
    Personal(
        "recovery_code",
        _l("codes for whoever lost their app, as digests"),
        {"member_id": delete(_l("nobody signs in to an account that is gone"))},
        exports=("member_id", "used_at"),
        withheld={"id": "a number of ours", "code_hash": "made from a secret"},
        seen=Seen.NOBODY,
        correction="/me/security",
    ),
    Personal(
        "passkey",
        _l("keys of your devices, as you call them"),
        {"member_id": delete(_l("nobody signs in to an account that is gone"))},
        exports=("member_id", "name", "made_at", "last_used_on"),
        withheld={
            "id": "a number of ours",
            "credential_id": "what the device calls the key",
            "public_key": "what a signature is compared with",
            "sign_count": "a number of the device",
        },
        seen=Seen.NOBODY,
        correction="/me/security",
    ),
    Personal(
        "provider_account",
        _l("accounts of the brand that let you in, as they were called when you joined them"),
        {"member_id": delete(_l("nobody signs in to an account that is gone"))},
        exports=("member_id", "issuer", "subject", "shown_as", "linked_at", "last_used_on"),
        withheld={"id": "a number of ours"},
        seen=Seen.NOBODY,
        correction="/me/security/brand",
    ),
    Personal(
        "single_use_token",
        _l("links that were mailed to you: what for, and whether you used them"),
        {"member_id": delete(_l("nobody is left who could use them"))},
        exports=(
            "member_id",
            "purpose",
            "about",
            "created_at",
            "expires_at",
            "used_at",
            "withdrawn_at",
        ),
        withheld={"id": "a number of ours", "digest": "made from a secret"},
        seen=Seen.NOBODY,
        kept=_l("until a month after they end"),
    ),
)
