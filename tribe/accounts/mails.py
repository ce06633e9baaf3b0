"""The mails of accounts: each follows from what somebody did."""

from flask_babel import gettext as _
from flask_babel import ngettext

from tribe.access import is_admin, may
from tribe.accounts import queries
from tribe.accounts.policy import DECIDE
from tribe.mail import Button, Facts, Letter, MailKind, Quote, Words
from tribe.members.agents import agent_words
from tribe.settings import place, value_of


def _not_you() -> Words:
    return Words(_("If this was not you, you need not do anything: nothing has changed."))


def confirming(facts: Facts) -> Letter:
    """Does this address work, and is it yours?"""
    name = value_of(place.NAME)
    return Letter(
        _("Is this your address?"),
        [
            Words(_("Somebody, probably you, gave this address at %(place)s.", place=name)),
            Button(_("Confirm the address"), f"/confirm/{facts['token']}"),
            Words(_("The link works once, within seven days.")),
            _not_you(),
        ],
    )


def password_forgotten(facts: Facts) -> Letter:
    """A way to choose a new password."""
    return Letter(
        _("A new password"),
        [
            Words(_("You asked for a new password for %(name)s.", name=facts["name"])),
            Button(_("Choose a new password"), f"/reset/{facts['token']}"),
            Words(_("The link works once, within two hours. It signs you out everywhere else.")),
            _not_you(),
        ],
    )


def sign_in_link(facts: Facts) -> Letter:
    """A way in without a password."""
    return Letter(
        _("Your way in"),
        [
            Words(_("You asked for a link to sign in as %(name)s.", name=facts["name"])),
            Button(_("Sign in"), f"/sign-in/link/{facts['token']}"),
            Words(_("The link works once, within half an hour. Please pass it on to nobody.")),
            _not_you(),
        ],
    )


def password_changed(facts: Facts) -> Letter:
    """The password is another one now."""
    return Letter(
        _("Your password was changed"),
        [
            Words(_("The password of %(name)s was changed just now.", name=facts["name"])),
            Words(_("If this was not you, choose a new one: whoever did it is signed out then.")),
            Button(_("Choose a new password"), "/forgot"),
        ],
    )


def way_in_added(facts: Facts) -> Letter:
    """An account of the brand opens theirs now."""
    return Letter(
        _("Your account has another way in"),
        [
            Words(
                _(
                    "An account of the brand was joined to %(name)s just now, and lets you in.",
                    name=facts["name"],
                )
            ),
            Words(_("You need not do anything, if this was you.")),
            Button(_("See what lets you in"), "/me"),
            Words(_("If it was not you, take it away there, and choose a new password.")),
        ],
    )


def new_address(facts: Facts) -> Letter:
    """Does the new address work?"""
    return Letter(
        _("Is this your new address?"),
        [
            Words(_("%(name)s would like to be written to here.", name=facts["name"])),
            Button(_("Use this address"), f"/address/new/{facts['token']}"),
            Words(_("The link works once, within two days. Until then the old address stays.")),
            _not_you(),
        ],
    )


def address_in_use(facts: Facts) -> Letter:
    """An address that an account has already; only its owner reads that."""
    return Letter(
        _("This address has an account already"),
        [
            Words(
                _(
                    "Somebody, perhaps you, wanted to use this address for another account. It "
                    "belongs to %(name)s, and nothing has changed.",
                    name=facts["name"],
                )
            ),
            Button(_("Sign in"), "/sign-in"),
        ],
    )


def address_changed(facts: Facts) -> Letter:
    """The old address hears that it is one, and can take that back."""
    return Letter(
        _("Your address was changed"),
        [
            Words(
                _(
                    "%(name)s is written to at another address from now on. You need not do "
                    "anything, if this was you.",
                    name=facts["name"],
                )
            ),
            Words(
                _(
                    "If it was not you, take it back: this address is yours again, everybody is "
                    "signed out, and you choose a new password. The link works for two weeks."
                )
            ),
            Button(_("It was not me: take it back"), f"/address/undo/{facts['token']}"),
        ],
    )


def signed_in_anew(facts: Facts) -> Letter:
    """Somebody signed in from where nobody had before."""
    return Letter(
        _("A new sign-in"),
        [
            Words(
                _(
                    "%(name)s was signed in from a browser that we had not seen before: "
                    "%(browser)s.",
                    name=facts["name"],
                    browser=agent_words(facts["agent"]),
                )
            ),
            Words(_("You need not do anything, if this was you.")),
            Button(_("See where you are signed in"), "/me/sessions"),
            Words(_("If it was not you, choose a new password: that signs everybody out.")),
            Button(_("Choose a new password"), "/forgot"),
        ],
    )


def invitation(facts: Facts) -> Letter:
    """A member's word to somebody who is not here yet."""
    place_name = value_of(place.NAME)
    return Letter(
        _("%(name)s invites you to %(place)s", name=facts["name"], place=place_name),
        [
            Words(_("%(name)s thinks that you would like it here.", name=facts["name"])),
            *([Quote(facts["words"], by=facts["name"])] if facts["words"] else []),
            Button(_("Look at the invitation"), f"/invitations/{facts['token']}"),
            Words(
                _(
                    "The link is for one person, for two weeks. If it is nothing for you, do "
                    "nothing: your address is not kept."
                )
            ),
        ],
    )


def applied(facts: Facts) -> Letter:
    """What happens with a wish to join."""
    return Letter(
        _("Your wish to join has arrived"),
        [
            Words(
                _(
                    "Somebody, probably you, asked to join %(place)s as %(name)s. A person reads "
                    "what you wrote, and you are told by mail.",
                    place=value_of(place.NAME),
                    name=facts["name"],
                )
            ),
            _not_you(),
        ],
    )


def still_waits(facts: Facts) -> Letter | None:
    """Why there is no link in it; nothing where they were answered meanwhile."""
    if queries.get_application(facts["application"]) is None:
        return None
    return Letter(
        _("Your wish to join still waits"),
        [
            Words(
                _(
                    "Somebody, probably you, asked for a way in to %(place)s for %(name)s. There "
                    "is none yet: your wish to join still waits for its answer.",
                    place=value_of(place.NAME),
                    name=facts["name"],
                )
            ),
            Words(_("A person reads what you wrote. You are told by mail when it is answered.")),
            _not_you(),
        ],
    )


def somebody_asks(_facts: Facts) -> Letter | None:
    """How many wait for an answer; nothing where somebody answered them meanwhile."""
    count = queries.count_applications()
    if not count:
        return None
    asking = ngettext("%(num)s person asks to come in", "%(num)s people ask to come in", count)
    return Letter(
        asking,
        [
            Words(_("They wrote why, and wait for an answer of a moderator or an admin.")),
            Button(_("See who asks"), "/applications"),
            Words(_("You get this mail once a day at most.")),
        ],
    )


def rush_began(_facts: Facts) -> Letter:
    """Many accounts came at once, and those who come now ask first."""
    return Letter(
        _("Many accounts at once"),
        [
            Words(
                _(
                    "In ten minutes more accounts were opened than is usual. For an hour whoever "
                    "comes asks first, and a moderator answers; invitations work as always."
                )
            ),
            Button(_("See who asks"), "/applications"),
            Words(_("It ends by itself, or on the page of settings, where it can be set anew.")),
        ],
    )


def approved(facts: Facts) -> Letter:
    """Come in."""
    place_name = value_of(place.NAME)
    return Letter(
        _("Welcome to %(place)s", place=place_name),
        [
            Words(_("You can come in, %(name)s. Good to have you here.", name=facts["name"])),
            Button(_("Confirm the address, and come in"), f"/confirm/{facts['token']}"),
            Words(
                _("After that you sign in with the password that you chose.")
                if facts.get("has_password", True)
                else _("After that you sign in as you came: by the account of the brand.")
            ),
        ],
    )


def declined(facts: Facts) -> Letter:
    """Not this time, and why if somebody wrote it."""
    return Letter(
        _("Your wish to join"),
        [
            Words(
                _(
                    "You asked to join %(place)s. It was decided not to let you in this time. What "
                    "you had sent is deleted.",
                    place=value_of(place.NAME),
                )
            ),
            *([Quote(facts["words"])] if facts["words"] else []),
        ],
    )


CONFIRMING = MailKind(
    "accounts.confirming",
    confirming,
    lambda: _("the confirmation of an address"),
    is_transactional=True,
    reaches_paused=True,
)
PASSWORD_FORGOTTEN = MailKind(
    "accounts.password_forgotten",
    password_forgotten,
    lambda: _("a forgotten password"),
    is_transactional=True,
    reaches_paused=True,
)
SIGN_IN_LINK = MailKind(
    "accounts.sign_in_link",
    sign_in_link,
    lambda: _("a link to sign in"),
    is_transactional=True,
    reaches_paused=True,
)
PASSWORD_CHANGED = MailKind(
    "accounts.password_changed",
    password_changed,
    lambda: _("a changed password"),
    is_transactional=True,
)
WAY_IN_ADDED = MailKind(
    "accounts.way_in_added",
    way_in_added,
    lambda: _("another way in"),
    is_transactional=True,
)
NEW_ADDRESS = MailKind(
    "accounts.new_address",
    new_address,
    lambda: _("a new address"),
    is_transactional=True,
    reaches_paused=True,
)
ADDRESS_IN_USE = MailKind(
    "accounts.address_in_use",
    address_in_use,
    lambda: _("an address in use"),
    is_transactional=True,
)
ADDRESS_CHANGED = MailKind(
    "accounts.address_changed",
    address_changed,
    lambda: _("a changed address"),
    is_transactional=True,
    reaches_paused=True,
)
SIGNED_IN_ANEW = MailKind(
    "accounts.signed_in_anew",
    signed_in_anew,
    lambda: _("a new sign-in"),
    is_transactional=True,
)
INVITATION = MailKind("accounts.invitation", invitation, lambda: _("an invitation"))
APPLIED = MailKind("accounts.applied", applied, lambda: _("a wish to join"), is_transactional=True)
STILL_WAITS = MailKind(
    "accounts.still_waits",
    still_waits,
    lambda: _("a wish to join that still waits"),
    is_transactional=True,
)
SOMEBODY_ASKS = MailKind(
    "accounts.somebody_asks",
    somebody_asks,
    lambda: _("that somebody asks to come in"),
    is_offered_to=lambda member: bool(may(member, DECIDE)),
)
RUSH_BEGAN = MailKind(
    "accounts.rush_began",
    rush_began,
    lambda: _("that many accounts come at once"),
    is_offered_to=is_admin,
)
APPROVED = MailKind(
    "accounts.approved", approved, lambda: _("an answer to a wish to join"), is_transactional=True
)
DECLINED = MailKind(
    "accounts.declined", declined, lambda: _("an answer to a wish to join"), is_transactional=True
)
MAILS = (
    INVITATION,
    APPLIED,
    STILL_WAITS,
    SOMEBODY_ASKS,
    RUSH_BEGAN,
    APPROVED,
    DECLINED,
    CONFIRMING,
    PASSWORD_FORGOTTEN,
    SIGN_IN_LINK,
    PASSWORD_CHANGED,
    WAY_IN_ADDED,
    NEW_ADDRESS,
    ADDRESS_IN_USE,
    ADDRESS_CHANGED,
    SIGNED_IN_ANEW,
)
