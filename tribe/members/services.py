"""What can be done with an account: join, come in, describe oneself, consent, end sessions."""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from tribe.config import LOCALES
from tribe.db import now, session, take_turns
from tribe.errors import Forbidden, NotFound, RuleBroken
from tribe.markup import cook
from tribe.members import names, passwords, policy
from tribe.members.models import (
    HUES,
    Avatar,
    ConsentDecision,
    Member,
    Purpose,
    Role,
    SignIn,
    Trait,
    TraitKind,
)
from tribe.members.pictures import Drawn
from tribe.members.queries import brand_names, find_by_login
from tribe.members.signals import consent_withdrawn

CONSENT_WORDING = "measurement-1"  # raise it when the words of the question change
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
LONGEST_EMAIL = 254


class Unfit(RuleBroken):
    """What was typed for an account cannot be taken; `faults` has words for each field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def join(
    name: str,
    email: str,
    password: str,
    *,
    is_measured: bool,
    locale: str | None = None,
    role: Role = Role.MEMBER,
) -> Member:
    """Open an account. The password is hashed before the database is asked anything.

    Raises Unfit for a name, an address or a password that cannot be taken.
    """
    email = email.strip().lower()
    faults = _faults(name, email, password)
    password_hash = "" if faults else passwords.hash_password(password)
    faults = faults or _taken(name, email)
    if faults:
        raise Unfit(faults)
    member = Member(
        name=name,
        name_key=names.name_key(name),
        email=email,
        password_hash=password_hash,
        role=role,
        locale=locale if locale in LOCALES else None,
        hue=_hue_of(name),
    )
    try:
        with session.begin_nested():
            session.add(member)
    except IntegrityError as error:  # someone took it while this was being hashed
        raise Unfit(_taken(name, email)) from error
    decide_consent(member, is_measured)
    return member


def _faults(name: str, email: str, password: str) -> dict[str, str]:
    is_address = len(email) <= LONGEST_EMAIL and EMAIL.fullmatch(email)
    faults = {
        "name": names.fault_of(name),
        "email": None if is_address else _("Please give an address such as name@example.org."),
        "password": passwords.fault_of(password, name, email),
    }
    return {field: fault for field, fault in faults.items() if fault}


def _taken(name: str, email: str) -> dict[str, str]:
    key = names.name_key(name)
    same = or_(Member.name_key == key, Member.email == email)
    rows = session.execute(select(Member.name_key, Member.email).where(same)).all()
    faults = {}
    if any(row.name_key == key for row in rows):
        faults["name"] = _("Someone here already has this name. Please choose another.")
    elif names.outline(name) in {names.outline(brand) for brand in brand_names()}:
        faults["name"] = _("This name looks like an account of the brand. Please choose another.")
    if any(row.email == email for row in rows):
        faults["email"] = _("There is an account with this address. You can sign in with it.")
    return faults


def _hue_of(name: str) -> int:
    return hashlib.sha256(names.name_key(name).encode()).digest()[0] % HUES


def recognise(login: str, password: str) -> Member:
    """The member who knows this password, by name or e-mail.

    Raises Unfit when there is none, in words that do not say which of the two was wrong, and
    Forbidden for a suspended account whose password was right.
    """
    member = find_by_login(login)
    if not passwords.is_password(password, member.password_hash if member else None):
        member = None
    if member is None:
        raise Unfit({"": _("This name or address and this password do not go together.")})
    if not policy.may_sign_in(member):
        raise Forbidden(
            _(
                "This account is suspended for now, so you cannot sign in. What you wrote is safe. "
                "If you think that this is a mistake, please write to the moderators."
            )
        )
    return member


def revoke_sign_in(member: Member, sign_in_id: int) -> None:
    """End one of a member's own sign-ins, wherever it is; raises NotFound."""
    own = (SignIn.id == sign_in_id, SignIn.member_id == member.id, SignIn.revoked_at.is_(None))
    ended = session.scalars(
        update(SignIn).where(*own).values(revoked_at=now()).returning(SignIn.id)
    )
    if ended.first() is None:
        raise NotFound(_("You are not signed in there any more."))


def revoke_other_sign_ins(member: Member, kept_id: int) -> int:
    """End every sign-in of a member but one; how many were ended."""
    others = (
        SignIn.id != kept_id,
        SignIn.member_id == member.id,
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > now(),
    )
    ended = update(SignIn).where(*others).values(revoked_at=now()).returning(SignIn.id)
    return len(session.scalars(ended).all())


def describe(
    editor: Member,
    member: Member,
    *,
    bio: str,
    traits: Mapping[TraitKind, Sequence[str]],
    locale: str | None,
) -> None:
    """Change what a member shows of themself; raises Forbidden to anyone else."""
    _hold_own(editor, member)
    member.bio, member.bio_html, member.locale = bio, cook(bio).html, locale
    session.execute(delete(Trait).where(Trait.member_id == member.id))
    session.add_all(
        Trait(member_id=member.id, kind=kind, position=position, text=text)
        for kind, texts in traits.items()
        for position, text in enumerate(texts)
    )
    session.flush()


def show_picture(editor: Member, member: Member, picture: Drawn) -> None:
    """Give a member a picture; raises Forbidden to anyone else."""
    _hold_own(editor, member)
    session.merge(Avatar(member_id=member.id, image=picture.image))
    member.avatar_key = picture.key
    session.flush()


def remove_picture(editor: Member, member: Member) -> None:
    """Go back to initials; raises Forbidden to anyone but the member."""
    _hold_own(editor, member)
    session.execute(delete(Avatar).where(Avatar.member_id == member.id))
    member.avatar_key = None
    session.flush()


def _hold_own(editor: Member, member: Member) -> None:
    if not policy.may_edit_profile(editor, member):
        raise Forbidden(_("Only the member themself can change this."))
    take_turns(f"profile {member.id}")


def decide_consent(
    member: Member,
    is_granted: bool,
    *,
    wording: str = CONSENT_WORDING,
    at: datetime | None = None,
) -> ConsentDecision:
    """Keep a yes or a no to being measured; a no takes what was measured away at once."""
    decision = ConsentDecision(
        member_id=member.id,
        purpose=Purpose.MEASUREMENT,
        is_granted=is_granted,
        wording=wording,
        decided_at=at or now(),
    )
    session.add(decision)
    was_granted, member.is_measured = member.is_measured, is_granted
    session.flush()
    if was_granted and not is_granted:
        consent_withdrawn.send(None, member_id=member.id)
    return decision


def suggest_password() -> str:
    """A password that nobody will guess, for someone who did not bring one."""
    return secrets.token_urlsafe(12)
