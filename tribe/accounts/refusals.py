"""Why something cannot be done with one's own account, in words."""

from flask_babel import lazy_gettext as _l

from tribe.web.errors import too_often

REFUSALS = {
    "accounts.enough_invitations_today": too_often,
    "accounts.mailed_enough": too_often,
    "accounts.wrong_current": _l("This is not your password."),
    "accounts.same_address": _l("You are written to at this address already."),
    "accounts.address_taken": _l("This address has another account by now."),
    "accounts.mailed_lately": _l(
        "A mail went there a moment ago. Please look for it, or try again in %(minutes)s minutes."
    ),
    "accounts.away_day": _l("Please give a day from today on, within a year."),
    "accounts.members_invite": _l("Only members invite others."),
    "accounts.not_moderator": _l("Only moderators let people in."),
    "accounts.no_invitation": _l("There is no such invitation of yours that is still open."),
    "accounts.no_application": _l("Somebody has answered this wish already."),
    "accounts.waits_already": _l(
        "A wish with this address waits already. You are told by mail when it is answered."
    ),
    "accounts.waits": _l(
        "Your wish to come in still waits for its answer. You are told by mail when it comes."
    ),
    "accounts.enough_invitations": _l(
        "You have %(most)s invitations open. Wait until somebody came, or take one back."
    ),
    "accounts.wrong_code": _l(
        "This code does not fit, or was used already. Wait for the next one of your app."
    ),
    "accounts.second_step_first": _l(
        "Whoever helps to run this place signs in with a second step. Please set it up first."
    ),
    "accounts.enough_passkeys": _l("You have %(most)s keys. Remove one that you do not use."),
    "accounts.no_passkey": _l("There is no such key of yours."),
    "accounts.passkey_unknown": _l(
        "This key is not known here. Sign in another way, and add it on the page of your account."
    ),
    "accounts.passkey_unread": _l("This key could not be read. Please try again."),
    "accounts.no_provider": _l("One does not sign in here by accounts of the brand."),
    "accounts.provider_away": _l(
        "%(label)s does not answer just now. Nothing is lost: try again in a moment, or come in "
        "another way."
    ),
    "accounts.provider_refused": _l(
        "%(label)s did not let you through. Try again, or come in another way."
    ),
    "accounts.provider_untrusted": _l(
        "What %(label)s answered cannot be trusted, so nobody was let in. Try again; if it stays, "
        "tell whoever looks after the place."
    ),
    "accounts.provider_begun_elsewhere": _l(
        "This was begun in another browser or window, or too long ago. Please begin again here."
    ),
    "accounts.provider_taken": _l("That account opens another one here already."),
    "accounts.provider_joined": _l(
        "Another window has just opened an account here with it. Sign in once more, and you are in "
        "that one."
    ),
    "accounts.provider_another": _l("That account does not open yours. Use the one that does."),
    "accounts.provider_asked_nothing": _l(
        "You were not asked for a password there, so that it shows nothing. A link by mail or a "
        "password set here does."
    ),
    "accounts.no_provider_account": _l("There is no such account of the brand with this one."),
    "accounts.last_way_in": _l(
        "It is your last way in. Set a password, add a passkey or confirm your address first."
    ),
    "accounts.prove_first": _l("Please show first that it is you."),
}
