"""What can be done with an account: join, come in, describe oneself, consent, end sessions."""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from tribe import search, storage
from tribe.access import Role, require
from tribe.activity import record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import Fault, NotFound, RuleBroken
from tribe.config import LOCALES
from tribe.live import end_sockets
from tribe.markup import cook
from tribe.members import activities, consent, names, passwords, policy
from tribe.members.models import (
    HUES,
    Avatar,
    ConsentDecision,
    FormerName,
    Member,
    Purpose,
    SignIn,
    Trait,
    TraitKind,
)
from tribe.members.pictures import Drawn
from tribe.members.queries import brand_names, find_by_login, hold_shape
from tribe.members.restraints import is_address_barred, is_name_barred
from tribe.members.settings import NAME_DAYS
from tribe.members.shapes import name_shape
from tribe.settings import value_of

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
MAX_EMAIL_LENGTH = 254


class Unfit(RuleBroken):
    """What was typed for an account cannot be taken; `faults` says what for each field."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__("members.unfit", faults=faults)
        self.faults = faults


def join(
    name: str,
    email: str,
    password: str | None,
    *,
    is_measured: bool,
    locale: str | None = None,
    role: Role = Role.MEMBER,
) -> Member:
    """Open an account. The password is hashed before the database is asked anything.

    It is None for whoever comes in another way. Raises Unfit for a name, an address or a password
    that cannot be taken.
    """
    password_hash = judge(name, email, password)
    return open_account(
        name, email, password_hash, is_measured=is_measured, locale=locale, role=role
    )


def judge(name: str, email: str, password: str | None) -> str | None:
    """The hash of a password with which an account may be opened now, or None without one.

    Raises Unfit.
    """
    if faults := faults_of(name, email, password):
        raise Unfit(faults)
    return None if password is None else passwords.hash_password(password)


def faults_of(name: str, email: str, password: str | None) -> dict[str, Fault]:
    """All that stands against an account of this name, address and password, by field."""
    email = email.strip().lower()
    return _taken(name, email) | _faults(name, email, password)


def open_account(
    name: str,
    email: str,
    password_hash: str | None,
    *,
    is_measured: bool,
    locale: str | None = None,
    role: Role = Role.MEMBER,
) -> Member:
    """Open an account with what was judged; raises Unfit where it was taken meanwhile."""
    email = email.strip().lower()
    hold_shape(name)
    if faults := _taken(name, email):
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
    record(activities.MEMBER_JOINED, member.id, actor_id=member.id)
    decide_consent(member, is_measured)
    return member


def _faults(name: str, email: str, password: str | None) -> dict[str, Fault]:
    is_address = len(email) <= MAX_EMAIL_LENGTH and EMAIL.fullmatch(email)
    faults = {
        "name": names.fault_of(name),
        "email": None if is_address else Fault("members.email_form"),
        "password": None if password is None else passwords.fault_of(password, name, email),
    }
    return {field: fault for field, fault in faults.items() if fault}


def _taken(name: str, email: str) -> dict[str, Fault]:
    key, shape = names.name_key(name), name_shape(name)
    same = or_(Member.name_key == key, Member.name_shape == shape, Member.email == email)
    columns = (Member.name_key, Member.name_shape, Member.email)
    rows = session.execute(select(*columns).where(same)).all()
    faults = {}
    if any(row.name_key == key for row in rows):
        faults["name"] = Fault("members.name_taken")
    elif any(row.name_shape == shape for row in rows):
        faults["name"] = Fault("members.name_shape_taken")
    elif names.outline(name) in {names.outline(brand) for brand in brand_names()}:
        faults["name"] = Fault("members.name_like_brand")
    if "name" not in faults and is_name_held(name):
        faults["name"] = Fault("members.name_taken")
    if is_address_barred(email):
        faults["email"] = Fault("members.email_barred")
    if any(row.email == email for row in rows):
        faults["email"] = Fault("members.email_taken")
    return faults


def is_name_held(name: str, for_id: int | None = None) -> bool:
    """Whether a name is kept from who wants it: given up by others lately, or barred here."""
    if is_name_barred(name):
        return True
    same = or_(
        FormerName.name_key == names.name_key(name), FormerName.name_shape == name_shape(name)
    )
    since = now() - timedelta(days=value_of(NAME_DAYS))
    held = select(FormerName.member_id).where(same, FormerName.given_up_at > since)
    return any(holder != for_id for holder in session.scalars(held))


def _hue_of(name: str) -> int:
    return hashlib.sha256(names.name_key(name).encode()).digest()[0] % HUES


def authenticate(login: str, password: str) -> Member:
    """The member who knows this password, by name or e-mail.

    Raises Unfit when there is none, in words that do not say which of the two was wrong, and
    Forbidden for a suspended account whose password was right.
    """
    member = find_by_login(login)
    if not passwords.is_password(password, member.password_hash if member else None):
        member = None
    if member is None:
        raise Unfit({"": Fault("members.wrong_password")})
    require(member, policy.SIGN_IN)
    return member


def revoke_sign_in(member: Member, sign_in_id: int) -> None:
    """End one of a member's own sign-ins, wherever it is; raises NotFound."""
    own = (SignIn.id == sign_in_id, SignIn.member_id == member.id, SignIn.revoked_at.is_(None))
    ended = session.scalars(
        update(SignIn).where(*own).values(revoked_at=now()).returning(SignIn.id)
    )
    if ended.first() is None:
        raise NotFound("members.no_sign_in")
    end_sockets(member.id)


def revoke_other_sign_ins(member: Member, kept_id: int) -> int:
    """End every sign-in of a member but one; how many were ended."""
    others = (
        SignIn.id != kept_id,
        SignIn.member_id == member.id,
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > now(),
    )
    ended = update(SignIn).where(*others).values(revoked_at=now()).returning(SignIn.id)
    end_sockets(member.id)
    return len(session.scalars(ended).all())


def update_profile(
    editor: Member,
    member: Member,
    *,
    bio: str,
    traits: Mapping[TraitKind, Sequence[str]],
    locale: str | None,
    zone: str | None = None,
    is_shown_present: bool = False,
    hides_attendance: bool = False,
) -> None:
    """Change what a member shows of themself; raises Forbidden to anyone else, and to the silenced.

    What nobody reads, such as their language, the silenced choose too.
    """
    _hold_own(editor, member)
    shown = [(kind, text) for kind, texts in traits.items() for text in texts]
    if bio != member.bio or sorted(shown) != _worn(member):
        require(editor, policy.WRITE_PROFILE, member)
    if member.is_shown_present and not is_shown_present:
        end_sockets(member.id)
    member.is_shown_present = is_shown_present
    member.hides_attendance = hides_attendance
    member.bio, member.bio_html = bio, cook(bio).html
    member.locale, member.zone = locale, zone
    session.execute(delete(Trait).where(Trait.member_id == member.id))
    session.add_all(
        Trait(member_id=member.id, kind=kind, position=position, text=text)
        for kind, texts in traits.items()
        for position, text in enumerate(texts)
    )
    session.flush()
    search.changed("member", [member.id])


def _worn(member: Member) -> list[tuple[TraitKind, str]]:
    worn = select(Trait.kind, Trait.text).where(Trait.member_id == member.id)
    return sorted((kind, text) for kind, text in session.execute(worn))


def show_picture(editor: Member, member: Member, picture: Drawn) -> None:
    """Give a member a picture; raises Forbidden to anyone else, and to the silenced."""
    _hold_own(editor, member)
    require(editor, policy.WRITE_PROFILE, member)
    digest = storage.keep(picture.image, "image/webp")
    session.merge(Avatar(member_id=member.id, digest=digest))
    member.avatar_key = picture.key
    session.flush()


def remove_picture(editor: Member, member: Member) -> None:
    """Go back to initials; raises Forbidden to anyone but the member."""
    _hold_own(editor, member)
    session.execute(delete(Avatar).where(Avatar.member_id == member.id))
    member.avatar_key = None
    session.flush()


def _hold_own(editor: Member, member: Member) -> None:
    require(editor, policy.EDIT_PROFILE, member)
    take_turns(f"profile {member.id}")


def decide_consent(
    member: Member,
    is_granted: bool,
    *,
    wording: str | None = None,
    at: datetime | None = None,
) -> ConsentDecision:
    """Keep a yes or a no to being measured; a no takes what was measured away at once.

    The answer is to the present words of the question, unless `wording` names others.
    """
    last = consent.find_last(member.id, Purpose.MEASUREMENT)
    was_granted = member.is_measured or (last is not None and last.is_granted)
    was_measured, member.is_measured = member.is_measured, is_granted
    decision = ConsentDecision(
        member_id=member.id,
        purpose=Purpose.MEASUREMENT,
        is_granted=is_granted,
        wording=wording or consent.WORDINGS[Purpose.MEASUREMENT],
        decided_at=at or now(),
    )
    session.add(decision)
    session.flush()
    if (was_measured if is_granted else was_granted) != is_granted:
        kind = activities.CONSENT_GIVEN if is_granted else activities.CONSENT_WITHDRAWN
        record(kind, decision.id, actor_id=member.id, member_id=member.id, at=at)
    return decision


def suggest_password() -> str:
    """A password that nobody will guess, for someone who did not bring one."""
    return secrets.token_urlsafe(12)
