"""Why something about mail cannot be done, in words."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "postmaster.not_admin": _l("Only admins keep the mail."),
    "postmaster.no_mail": _l(
        "No mail of this number can be decided on: it has left, or what it was about is forgotten."
    ),
    "postmaster.no_paused": _l("No paused address has this number: it may be in use again."),
    "postmaster.bad_token": _l(
        "This address of a page is not whole, or not one of ours. Please open the newest mail of "
        "this kind and use the link at its end."
    ),
    "postmaster.reply_gone": _l("What you answered to cannot be answered by mail any more."),
    "postmaster.reply_address": _l(
        "It came from an address that is not yours here any more. Please answer from the one that "
        "you have now, or on the page."
    ),
    "postmaster.reply_empty": _l(
        "No words of yours were found in it: perhaps it held only the mail that you answered, or "
        "pictures."
    ),
    "postmaster.no_files_there": _l("No files can be posted there."),
    "postmaster.test_address": _l("Please give a mail address such as hello@example.org."),
}
