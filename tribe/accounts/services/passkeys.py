"""Passkeys (WebAuthn): a device that proves who holds it, without a password.

The challenge that a device signs is a single-use token, so that an answer counts once and
within minutes. What reads keys and certificates is loaded when somebody comes with one.
"""

import json
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from tribe import tokens
from tribe.access import require
from tribe.accounts import purposes
from tribe.accounts.models import Passkey
from tribe.accounts.queries import list_passkeys
from tribe.accounts.services.brand import keep_way_in
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.members import policy
from tribe.members.models import Member, SignIn

MOST = 10
MAX_ANSWER_LENGTH = 20_000  # characters; with an attestation it has two thousand


@dataclass(frozen=True)
class Site:
    """The place as browsers know it: its host, its whole origin, and what it is called."""

    host: str
    origin: str
    name: str


def offer_passkey(member: Member, site: Site) -> str:
    """What a browser needs to make a key for a member, as JSON; raises Forbidden, RuleBroken."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    require(member, policy.EDIT_PROFILE, member)
    known = list_passkeys(member)
    if len(known) >= MOST:
        raise RuleBroken("accounts.enough_passkeys", most=MOST)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=member.name,
        user_id=str(member.id).encode(),
        challenge=_challenge(member.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in known
        ],
    )
    return options_to_json(options)


def keep_passkey(member: Member, answer: str, name: str, site: Site, sign_in: SignIn) -> Passkey:
    """Keep a key that a member's device has made; raises Forbidden, RuleBroken, TokenRefused."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    require(member, policy.EDIT_PROFILE, member)
    secret = _challenge_of(answer)
    tokens.use(purposes.PASSKEY, secret, member.id)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=secret.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise RuleBroken("accounts.passkey_unread") from error
    key = Passkey(
        member_id=member.id,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=name,
    )
    try:
        with session.begin_nested():
            session.add(key)
    except IntegrityError as error:
        raise RuleBroken("accounts.passkey_unread") from error
    sign_in.is_strong = True
    return key


def ask_passkey(site: Site) -> str:
    """What a browser needs to show any key for this place, as JSON."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=_challenge(None),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def take_passkey(answer: str, site: Site) -> Member:
    """The member whose key signed the challenge, which is used by that.

    Raises RuleBroken for a key that is unknown, copied or of another place, TokenRefused for a
    challenge that is not ours or too old, and Forbidden for an account that is suspended.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    secret = _challenge_of(answer)
    tokens.use(purposes.PASSKEY, secret)
    credential_id = str(json.loads(answer).get("id", ""))[:1400]
    chosen = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    key = session.scalar(chosen.execution_options(populate_existing=True))
    if key is None:
        raise RuleBroken("accounts.passkey_unknown")
    try:
        shown = verify_authentication_response(
            credential=answer,
            expected_challenge=secret.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise RuleBroken("accounts.passkey_unread") from error
    member = session.get_one(Member, key.member_id)
    require(member, policy.SIGN_IN)
    key.sign_count, key.last_used_on = shown.new_sign_count, now().date()
    session.flush()
    return member


def remove_passkey(member: Member, passkey_id: int) -> None:
    """Let a key open nothing any more; raises NotFound, and RuleBroken for the last way in."""
    own = delete(Passkey).where(Passkey.id == passkey_id, Passkey.member_id == member.id)
    take_turns(f"ways in {member.id}")
    with session.begin_nested():
        if session.scalar(own.returning(Passkey.id)) is None:
            raise NotFound("accounts.no_passkey")
        keep_way_in(member)


def _challenge(member_id: int | None) -> bytes:
    lifetime = purposes.LIFETIMES[purposes.PASSKEY]
    return tokens.issue(purposes.PASSKEY, lifetime, member_id).encode()


def _challenge_of(answer: str) -> str:
    """The challenge that an answer says it signed; raises RuleBroken for what is no answer."""
    from webauthn.helpers import base64url_to_bytes

    try:
        if len(answer) > MAX_ANSWER_LENGTH:
            raise ValueError("no device says so much")
        client_data = base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"])
        return base64url_to_bytes(json.loads(client_data)["challenge"]).decode("ascii")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RuleBroken("accounts.passkey_unread") from error
