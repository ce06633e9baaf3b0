"""What is done with accounts by whoever owns them, or by who helps them."""

from tribe.accounts.services.addresses import (
    ask_new_address,
    confirm,
    prove_address,
    send_confirmation,
    take_new_address,
    undo_address,
    waits_to_be_confirmed,
)
from tribe.accounts.services.applying import apply, approve, decline
from tribe.accounts.services.asking import answer, ask
from tribe.accounts.services.away import be_away
from tribe.accounts.services.brand import (
    begin_at_provider,
    find_by_identity,
    has_address_here,
    join_identity,
    keep_identity,
    link,
    look_begun,
    prove_by_identity,
    take_identity,
    unlink,
)
from tribe.accounts.services.inviting import (
    accept_invitation,
    invite,
    look_invitation,
    prune_invitations,
    withdraw_invitation,
)
from tribe.accounts.services.links import look_link
from tribe.accounts.services.passkeys import (
    ask_passkey,
    keep_passkey,
    offer_passkey,
    remove_passkey,
    take_passkey,
)
from tribe.accounts.services.passwords import (
    change_password,
    choose_password,
    judge_change,
    judge_choice,
)
from tribe.accounts.services.rushing import note_joining, registration_now
from tribe.accounts.services.second_steps import (
    begin_totp,
    confirm_totp,
    has_second_step,
    make_recovery_codes,
    remove_second_step,
    reset_second_steps,
    use_code,
)
from tribe.accounts.services.signing_in import (
    authenticate,
    name_sign_in,
    note_seen,
    note_sign_in,
    prove,
    take_link,
)

__all__ = [
    "accept_invitation",
    "answer",
    "apply",
    "approve",
    "ask",
    "ask_new_address",
    "ask_passkey",
    "authenticate",
    "be_away",
    "begin_at_provider",
    "begin_totp",
    "change_password",
    "choose_password",
    "confirm",
    "confirm_totp",
    "decline",
    "find_by_identity",
    "has_address_here",
    "has_second_step",
    "invite",
    "join_identity",
    "judge_change",
    "judge_choice",
    "keep_identity",
    "keep_passkey",
    "link",
    "look_begun",
    "look_invitation",
    "look_link",
    "make_recovery_codes",
    "name_sign_in",
    "note_joining",
    "note_seen",
    "note_sign_in",
    "offer_passkey",
    "prove",
    "prove_address",
    "prove_by_identity",
    "prune_invitations",
    "registration_now",
    "remove_passkey",
    "remove_second_step",
    "reset_second_steps",
    "send_confirmation",
    "take_identity",
    "take_link",
    "take_new_address",
    "take_passkey",
    "undo_address",
    "unlink",
    "use_code",
    "waits_to_be_confirmed",
    "withdraw_invitation",
]
