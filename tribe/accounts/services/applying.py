"""Asking to come in, in one's own words, and being answered by mail."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from tribe import audit, mail, tokens
from tribe.access import Actor, require
from tribe.accounts import mails, policy, purposes
from tribe.accounts.models import Application
from tribe.accounts.openid.identity import Identity
from tribe.accounts.queries import list_moderators
from tribe.accounts.services.brand import join_identity
from tribe.accounts.services.posting import recipient_of
from tribe.base.db import now, session
from tribe.base.errors import Fault, NotFound
from tribe.members.models import Member
from tribe.members.names import name_key
from tribe.members.services import Unfit, judge, open_account
from tribe.pages import services as pages
from tribe.pages.models import PageKey

APPROVED, DECLINED = "accounts.application.approved", "accounts.application.declined"


def apply(
    name: str,
    email: str,
    password: str | None,
    words: str,
    *,
    is_measured: bool,
    locale: str | None,
    rules_number: int | None = None,
    identity: Identity | None = None,
) -> Application:
    """Ask to come in, agreeing to a version of the rules; with no password by an identity.

    Raises Unfit for what cannot be taken, or waits already.
    """
    email = email.strip().lower()
    password_hash = judge(name, email, password)
    application = Application(
        name=name,
        name_key=name_key(name),
        email=email,
        password_hash=password_hash,
        identity=asdict(identity) if identity else None,
        words=words,
        is_measured=is_measured,
        rules_number=rules_number,
        locale=locale,
    )
    try:
        with session.begin_nested():
            session.add(application)
    except IntegrityError as error:
        raise Unfit(_waiting(application)) from error
    mail.enqueue(mails.APPLIED, _recipient(application), name=name)
    _tell_moderators()
    return application


def approve(actor: Actor, application_id: int) -> Member:
    """Let somebody in who asked; raises Forbidden, NotFound, and Unfit for what is taken now."""
    require(actor, policy.DECIDE)
    application = _take(application_id)
    member = open_account(
        application.name,
        application.email,
        application.password_hash,
        is_measured=application.is_measured,
        locale=application.locale,
    )
    if (number := application.rules_number) is not None:
        pages.answer(member, PageKey.RULES, number, is_agreed=True, at=application.asked_at)
    if application.identity:
        join_identity(member, Identity(**application.identity))
    audit.record(APPROVED, "member", member.id, actor_id=actor.id)
    lifetime = purposes.LIFETIMES[purposes.CONFIRMING]
    token = tokens.issue(purposes.CONFIRMING, lifetime, member.id, address=member.email)
    recipient = _recipient(application, member.id)
    told = {"token": token, "name": member.name}
    has_password = member.password_hash is not None
    until = now() + lifetime
    mail.enqueue(mails.APPROVED, recipient, until=until, has_password=has_password, **told)
    return member


def decline(actor: Actor, application_id: int, words: str = "") -> None:
    """Let somebody not in who asked, and forget them; raises Forbidden and NotFound.

    `words` are for them to read.
    """
    require(actor, policy.DECIDE)
    application = _take(application_id)
    audit.record(DECLINED, "application", application.id, actor_id=actor.id)
    mail.enqueue(mails.DECLINED, _recipient(application), name=application.name, words=words)


def tell_that_it_waits(application: Application) -> None:
    """To whoever tries to come in before the answer; once a day, for anybody may try by a name."""
    moment = now()
    day = f"application-{application.id}-{moment.date().isoformat()}"
    recipient, until = _recipient(application), moment + timedelta(days=1)
    named = {"thing": day, "name": application.name}
    mail.enqueue(mails.STILL_WAITS, recipient, until=until, application=application.id, **named)


def _tell_moderators() -> None:
    """One mail a day to each who decides, whoever asked first; it counts who waits when it goes."""
    moment = now()
    for moderator in list_moderators():
        if moderator.email:
            day = f"applications-{moment.date().isoformat()}"
            recipient, until = recipient_of(moderator), moment + timedelta(days=2)
            mail.enqueue(mails.SOMEBODY_ASKS, recipient, thing=day, until=until)


def _take(application_id: int) -> Application:
    """An application whose row goes by this; of two who decide at one moment one has it."""
    gone = delete(Application).where(Application.id == application_id)
    row = session.execute(gone.returning(*Application.__table__.columns)).mappings().first()
    if row is None:
        raise NotFound("accounts.no_application")
    return Application(**row)


def _recipient(application: Application, member_id: int | None = None) -> mail.Recipient:
    return mail.Recipient(
        application.email,
        name=application.name,
        locale=application.locale,
        member_id=member_id,
    )


def _waiting(application: Application) -> dict[str, Fault]:
    key = application.name_key
    rows = select(Application.name_key).where(Application.name_key == key)
    if session.scalar(rows) is not None:
        return {"name": Fault("members.name_taken")}
    return {"email": Fault("accounts.waits_already")}
