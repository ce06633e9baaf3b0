"""What mail knows of members."""

from flask_babel import lazy_gettext as _l

from tribe.privacy import Personal, Seen, delete

NUMBER = "a number of ours"
PERSONAL = (
    Personal(
        "mail",
        _l("that a mail went to you, when, and how it fared; what it said is not kept"),
        {"member_id": delete(_l("it served to send it"))},
        exports=("kind", "name", "locale", "zone", "state", "attempts", "created_at", "ended_at"),
        withheld={
            "id": NUMBER,
            "address_id": NUMBER,
            "member_id": "it is yours",
            "facts": "numbers and tokens for the program, gone once it is sent",
            "message_id": "a mark by which we know our own mail again",
            "parents": "the same",
            "rank": "in which order the program sends",
            "due_at": "when the program tries next",
            "until": "until when the program tries",
            "lease": "which worker sends it",
            "answer": "a code of the mail server",
        },
        seen=Seen.STAFF,
        kept=_l("for 90 days"),
    ),
    Personal(
        "mail_address",
        _l("addresses that mail of yours goes to, and whether it came back"),
        {"member_id": delete(_l("no mail goes there any more"))},
        exports=("address", "score", "bounced_at", "paused_at", "paused_because"),
        withheld={"id": NUMBER, "member_id": "it is yours"},
        seen=Seen.STAFF,
    ),
    Personal(
        "mail_reply",
        _l("that you answered by mail, when, and whether it was posted; your words until then"),
        {"member_id": delete(_l("nobody is left who answers"))},
        exports=("address", "text", "left_out", "received_at", "ended_at", "refusal"),
        withheld={
            "id": NUMBER,
            "digest": "by which we know the same mail again",
            "member_id": "it is yours",
            "thing": "what you answered to, as the program calls it",
            "thing_id": NUMBER,
        },
        seen=Seen.NOBODY,
        kept=_l("for 30 days"),
    ),
    Personal(
        "mail_reply_file",
        _l("files of answers by mail, as they came, until they are posted or refused"),
        {"member_id": delete(_l("nobody is left who answers"))},
        exports=("name",),
        withheld={
            "id": NUMBER,
            "reply_id": NUMBER,
            "member_id": "it is yours",
            "content": "it is in the mail that you sent; what is posted of it is given",
        },
        seen=Seen.NOBODY,
        kept=_l("for seconds"),
    ),
    Personal(
        "mail_unsubscription",
        _l("mails that you do not want"),
        {"member_id": delete(_l("no mail goes there any more"))},
        exports=("kind", "unsubscribed_at"),
        withheld={"address_id": NUMBER, "member_id": "it is yours"},
        seen=Seen.NOBODY,
    ),
)
