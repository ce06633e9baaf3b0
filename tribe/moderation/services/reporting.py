"""Saying that something is wrong with a thing; several reports of one thing are one case."""

import hashlib

from sqlalchemy import func, select

from tribe import mail, storage
from tribe.access import GUEST, Actor, ActorKind, require
from tribe.activity import record
from tribe.base.db import now, session, take_turns
from tribe.base.errors import NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.blocking.reading import seen_by
from tribe.mail import Recipient
from tribe.mail.signing import WHOLE, sign
from tribe.moderation import activities, policy
from tribe.moderation.mails import RECEIVED
from tribe.moderation.models import (
    ADDRESS,
    MAX_ADDRESS_LENGTH,
    MAX_TITLE_LENGTH,
    MAX_WORDS_LENGTH,
    CaseState,
    KeptPicture,
    ModerationCase,
    Report,
    ReportKind,
    Source,
)
from tribe.moderation.queries import find_open, list_pictures
from tribe.moderation.seeing import shown_to
from tribe.moderation.services.announcing import tell_case, tell_queue
from tribe.moderation.services.holding import take_turn
from tribe.web import moderated, subjects


def report(
    reporter: Actor, subject_type: str, subject_id: int, kind: ReportKind, words: str = ""
) -> Report:
    """A member says that something is wrong with a thing; once in a case, again changes nothing.

    Raises Forbidden, NotFound also where they may not see it, RuleBroken for what is their own.
    """
    require(reporter, policy.REPORT)
    declared = subjects.subjects().get(subject_type)
    is_seen = shown_to(reporter, subject_type, subject_id) is not None  # before it is read
    matter = moderated.read(subject_type, subject_id)
    if declared is None or not declared.is_reportable or matter is None or not is_seen:
        raise NotFound("moderation.nothing")
    if matter.author_id is not None and matter.author_id == reporter.id:
        raise RuleBroken("moderation.own_words")
    check_length(words)
    case = open_case(subject_type, subject_id, matter)
    earlier = _earlier(case, reporter)
    if earlier is not None:
        return earlier
    return _add(case, Source.MEMBER, kind, words, reporter_id=reporter.id)


def report_as_guest(
    subject_type: str,
    subject_id: int,
    kind: ReportKind,
    words: str,
    *,
    name: str = "",
    email: str | None = None,
    locale: str | None = None,
    address: str = "",
    reason: str = "",
    matter: moderated.Matter,
) -> tuple[Report, str]:
    """Somebody without an account says so; with the report the secret of the link that follows it.

    The caller has found which thing an address leads to, and asks of guests what it must. They are
    told by mail at once that it came. Raises RuleBroken without words, by which a notice is
    explained.
    """
    if is_blank(words):
        raise RuleBroken("moderation.words_needed")
    if moderated.is_private(subject_type):
        raise NotFound("moderation.nothing")
    check_length(words)
    case = open_case(subject_type, subject_id, matter)
    made = _add(
        case,
        Source.GUEST,
        kind,
        words,
        name=name,
        email=email,
        locale=locale,
        address=address,
        reason=reason,
    )
    secret = follow(made)
    if email is not None:
        thing, to = f"report-{made.id}", Recipient(email, locale=locale)
        mail.enqueue(RECEIVED, to, thing=thing, report=made.id, secret=secret)
    return made, secret


def report_address(
    address: str,
    kind: ReportKind,
    words: str,
    *,
    reporter: Actor = GUEST,
    name: str = "",
    email: str | None = None,
    locale: str | None = None,
    reason: str = "",
    part: str = "",
) -> tuple[Report, str]:
    """Somebody says that something is wrong at an address, whatever it leads to.

    A thing that a person wrote here is the case: the `part` that they chose of what stands at the
    address, by its own, or what that holds where they chose none; where nothing is known of the
    address it is the case itself. What is answered is the same, so that a guest learns nothing of
    what lies there. The secret is of a guest's report alone.

    Raises Forbidden, NotFound, RuleBroken.
    """
    with seen_by(reporter):
        found = _led_to(part or address)
        is_joined = found is not None and _may_point_at(reporter, *found)
    matter = moderated.read(*found) if found is not None else None
    if found is None or matter is None or not is_joined:
        number = _number_of_address(address)
        found, matter = (ADDRESS, number), moderated.Matter(None, address, "", address)
    if reporter.actor_kind is not ActorKind.GUEST:
        require(reporter, policy.REPORT)
        if matter.author_id is not None and matter.author_id == reporter.id:
            raise RuleBroken("moderation.own_words")
        check_length(words)
        case = open_case(*found, matter)
        earlier = _earlier(case, reporter)
        if earlier is not None:
            return earlier, ""
        mine = {"reporter_id": reporter.id, "address": address}
        return _add(case, Source.MEMBER, kind, words, **mine), ""  # type: ignore[arg-type]
    return report_as_guest(
        *found,
        kind,
        words,
        name=name,
        email=email,
        locale=locale,
        address=address,
        reason=reason,
        matter=matter,
    )


def _led_to(address: str) -> tuple[str, int] | None:
    """What a person wrote, or what holds such things where the address names none of them."""
    found = subjects.find_reportable(address)
    container = subjects.find_container(address) if found is None else None
    return found if container is None else (container.type, container.number)


def _may_point_at(reporter: Actor, subject_type: str, subject_id: int) -> bool:
    """Whether a report by address is joined to a thing: a guest's always, who learns nothing."""
    is_guest = reporter.actor_kind is ActorKind.GUEST
    return is_guest or subjects.show(reporter, subject_type, subject_id) is not None


def _number_of_address(address: str) -> int:
    """The number under which an address is a thing: that of its open case, or else the next."""
    take_turns(f"moderation:{ADDRESS}")
    of_addresses = ModerationCase.subject_type == ADDRESS
    same = (of_addresses, ModerationCase.title == address[:MAX_TITLE_LENGTH])
    waiting = ModerationCase.state == CaseState.OPEN
    known = select(ModerationCase.subject_id, ModerationCase.words).where(*same, waiting)
    for number, whole in session.execute(known):
        if whole == address:
            return int(number)
    highest = session.scalar(select(func.max(ModerationCase.subject_id)).where(of_addresses))
    return (highest or 0) + 1


def report_automatically(
    subject_type: str, subject_id: int, kind: ReportKind, reason: str
) -> ModerationCase:
    """A layer of the program found something; `reason` is the code of which. Raises NotFound."""
    matter = moderated.read(subject_type, subject_id)
    if matter is None or moderated.is_private(subject_type):
        raise NotFound("moderation.nothing")
    case = open_case(subject_type, subject_id, matter)
    _add(case, Source.AUTOMATIC, kind, "", reason=reason)
    return case


def open_case(subject_type: str, subject_id: int, matter: moderated.Matter) -> ModerationCase:
    """The open case of a thing, a new one where there is none; it is held until the commit."""
    take_turns(f"moderation:{subject_type}:{subject_id}")
    of_it = (
        ModerationCase.subject_type == subject_type,
        ModerationCase.subject_id == subject_id,
        ModerationCase.state == CaseState.OPEN,
    )
    # who decides holds the row alone: a report that came while they did begins another case
    case = session.scalar(select(ModerationCase).where(*of_it).with_for_update())
    if case is not None:
        return case
    case = _new_case(subject_type, subject_id, matter, CaseState.OPEN)
    record(activities.CASE_OPENED, case.id, actor_id=None)
    tell_queue(case)
    return case


def case_to_decide(subject_type: str, subject_id: int, matter: moderated.Matter) -> ModerationCase:
    """The same for who decides in it at once, and has the turn of the thing where it is new."""
    if find_open(subject_type, subject_id) is None:
        take_turn(subject_type, subject_id)
    return open_case(subject_type, subject_id, matter)


def case_of_its_own(subject_type: str, subject_id: int, matter: moderated.Matter) -> ModerationCase:
    """A case that is decided already, of a thing that is put in order or of an occasion apart.

    What was reported of the thing waits on, and is answered by nothing that is done here.
    """
    take_turn(subject_type, subject_id)
    case = _new_case(subject_type, subject_id, matter, CaseState.DECIDED)
    session.add(of_staff(case.id))
    session.flush()
    return case


def of_staff(case_id: int, source: Source = Source.STAFF) -> Report:
    """That a case was brought up by no report: a moderator, or the program, looked by itself."""
    return Report(
        case_id=case_id,
        source=source,
        kind=ReportKind.OTHER,
        reporter_id=None,
        email=None,
        locale=None,
        made_at=now(),
        finding=None,
        follow_digest=None,
    )


def _new_case(
    subject_type: str, subject_id: int, matter: moderated.Matter, state: CaseState
) -> ModerationCase:
    moment = now()
    case = ModerationCase(
        subject_type=subject_type,
        subject_id=subject_id,
        author_id=matter.author_id,
        category_id=matter.category_id,
        title=matter.title[:MAX_TITLE_LENGTH],
        words=matter.text,
        address=matter.address[:MAX_ADDRESS_LENGTH],
        state=state,
        opened_at=moment,
        decided_at=moment if state is CaseState.DECIDED else None,
        assignee_id=None,
    )
    session.add(case)
    session.flush()
    _keep_pictures(case)
    return case


def _keep_pictures(case: ModerationCase) -> None:
    """Keep the pictures of what is brought up as they are, but those that are kept already."""
    kept_before = list_pictures(case.id)
    there = {one.digest for one in kept_before}
    digests = storage.hold(moderated.pictures_of(case.subject_type, case.subject_id))
    first = max((one.position for one in kept_before), default=0) + 1
    for position, digest in enumerate((one for one in digests if one not in there), first):
        kept = KeptPicture(
            case_id=case.id, position=position, member_id=case.author_id, digest=digest
        )
        session.add(kept)
    session.flush()


def follow(made: Report) -> str:
    """The secret of the link by which a guest follows a report; made anew for each mail.

    Only this place can make it, so that the database has its digest alone. Where the place's
    own secret changed since, the new link takes the place of the old.
    """
    secret = sign("report", f"{made.id} {int(made.made_at.timestamp())}", WHOLE)
    made.follow_digest = digest_of(secret)
    session.flush()
    return secret


def digest_of(secret: str) -> str:
    """What is kept of the secret in a guest's link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_length(words: str) -> None:
    """Raises RuleBroken for words that are too long."""
    if len(words) > MAX_WORDS_LENGTH:
        raise RuleBroken("moderation.too_long", maximum=MAX_WORDS_LENGTH)


def join(made: Report, case: ModerationCase) -> None:
    """Let a report be one of a case, about its thing as that is now."""
    thing = (case.subject_type, case.subject_id)
    is_weighed = moderated.holding_back(case.subject_type) is not None
    made.case_id, made.finding = case.id, None
    made.words_digest = moderated.digest_of(*thing) if is_weighed else None
    session.flush()
    _keep_pictures(case)


def _earlier(case: ModerationCase, reporter: Actor) -> Report | None:
    mine = (Report.case_id == case.id, Report.reporter_id == reporter.id)
    return session.scalar(select(Report).where(*mine))


def _add(
    case: ModerationCase,
    source: Source,
    kind: ReportKind,
    words: str,
    *,
    reporter_id: int | None = None,
    name: str = "",
    email: str | None = None,
    locale: str | None = None,
    address: str = "",
    reason: str = "",
) -> Report:
    thing = (case.subject_type, case.subject_id)
    is_weighed = moderated.holding_back(case.subject_type) is not None
    row = Report(
        case_id=case.id,
        words_digest=moderated.digest_of(*thing) if is_weighed else None,
        source=source,
        kind=kind,
        reporter_id=reporter_id,
        name=name,
        email=email,
        locale=locale,
        words=words.strip(),
        address=address[:MAX_ADDRESS_LENGTH],
        reason=reason,
        made_at=now(),
        finding=None,
        follow_digest=None,
    )
    session.add(row)
    _keep_pictures(case)  # whoever reports now may mean another than was reported first
    tell_case(case)
    record(activities.REPORTED, case.id, actor_id=reporter_id, report_kind=kind.value)
    return row
