"""What moderators do with a case before it is decided, and the reasons that they keep."""

from dataclasses import dataclass

from tribe.access import Actor, require
from tribe.base.db import now, session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.base.text import is_blank
from tribe.members.models import Member
from tribe.moderation import policy
from tribe.moderation.models import (
    MAX_RULE_LENGTH,
    CaseLook,
    CaseNote,
    ModerationCase,
    ReportKind,
    SavedReason,
)
from tribe.moderation.queue import LOOKING, find_reason, handling, is_in_sight, is_local
from tribe.moderation.services.announcing import handlers_of, tell_case, tell_queue
from tribe.moderation.services.impartial import standing_of
from tribe.moderation.services.reporting import check_length


def take(actor: Member, case: ModerationCase) -> None:
    """Say that one deals with a case, also in another's place.

    Raises Forbidden, also for who may not decide it, and RuleBroken.
    """
    _hold(actor, case)
    if bar := standing_of(actor, case).bar:
        raise bar
    case.assignee_id = actor.id
    session.flush()
    tell_case(case)


def leave(actor: Member, case: ModerationCase) -> None:
    """Say that nobody deals with a case now; who may not decide it says so of themselves alone.

    Raises Forbidden, RuleBroken.
    """
    _hold(actor, case)
    if case.assignee_id != actor.id and (bar := standing_of(actor, case).bar):
        raise bar
    case.assignee_id = None
    session.flush()
    tell_case(case)


def pass_on(actor: Member, case: ModerationCase, words: str) -> None:
    """Leave a case to the moderators of the place, with words to them, which are a note of it.

    From then on nobody else handles it. Raises Forbidden, and RuleBroken without words, where it is
    decided, and where it was passed on already.
    """
    require(actor, policy.PASS_ON, case, is_local=is_local(actor, case))
    session.refresh(case, with_for_update=True)
    if not case.is_open:
        raise RuleBroken("moderation.is_decided")
    if case.passed_on_at is not None:
        raise RuleBroken("moderation.passed_on")
    heard = handlers_of(case)
    _note(actor, case, words)
    case.passed_on_at, case.assignee_id = now(), None
    session.flush()
    tell_queue(case, heard)


def note(actor: Member, case: ModerationCase, words: str) -> CaseNote:
    """Note something for the other moderators. Raises Forbidden, RuleBroken without words."""
    require(actor, policy.HANDLE, case, **handling(actor, case))
    if standing_of(actor, case).is_kept_out:
        raise Forbidden("moderation.kept_out")
    return _note(actor, case, words)


def _note(actor: Member, case: ModerationCase, words: str) -> CaseNote:
    if is_blank(words):
        raise RuleBroken("moderation.words_needed")
    check_length(words)
    made = CaseNote(case_id=case.id, author_id=actor.id, words=words.strip(), made_at=now())
    session.add(made)
    session.flush()
    tell_case(case)
    return made


def look(actor: Member, case: ModerationCase) -> None:
    """Let the others see that one has its page open; those are told who come. Raises Forbidden."""
    require(actor, policy.HANDLE, case, **handling(actor, case))
    moment = now()
    row = session.get(CaseLook, (case.id, actor.id))
    is_new = row is None or row.at < moment - LOOKING
    if row is None:
        session.add(CaseLook(case_id=case.id, member_id=actor.id, at=moment))
    else:
        row.at = moment
    session.flush()
    if is_new:
        tell_case(case)


@dataclass(frozen=True)
class ReasonDraft:
    """A reason as it is to be kept."""

    kind: ReportKind
    rule: str
    english: str
    french: str
    position: int = 0
    french_rule: str = ""  # where it is called otherwise


def keep_reason(actor: Actor, draft: ReasonDraft, reason: SavedReason | None = None) -> SavedReason:
    """Keep words of why in both languages, or change them. Raises Forbidden, RuleBroken."""
    require(actor, policy.KEEP_REASONS)
    if is_blank(draft.rule):
        raise RuleBroken("moderation.rule_needed")
    if max(len(draft.rule), len(draft.french_rule)) > MAX_RULE_LENGTH:
        raise RuleBroken("moderation.too_long", maximum=MAX_RULE_LENGTH)
    if is_blank(draft.english) or is_blank(draft.french):
        raise RuleBroken("moderation.both_languages")
    check_length(draft.english)
    check_length(draft.french)
    kept = reason or SavedReason()
    kept.kind, kept.rule, kept.position = draft.kind, draft.rule.strip(), draft.position
    kept.french_rule = draft.french_rule.strip()
    kept.english, kept.french = draft.english.strip(), draft.french.strip()
    session.add(kept)
    session.flush()
    return kept


def remove_reason(actor: Actor, reason_id: int) -> None:
    """Keep a reason no more; what was decided with it stays. Raises Forbidden, NotFound."""
    require(actor, policy.KEEP_REASONS)
    reason = find_reason(reason_id)
    if reason is None:
        raise NotFound("moderation.no_reason")
    session.delete(reason)
    session.flush()


def _hold(actor: Member, case: ModerationCase) -> None:
    is_unseen = not is_in_sight(actor, case.id)
    require(actor, policy.DECIDE, case, is_local=is_local(actor, case), is_unseen=is_unseen)
    session.refresh(case, with_for_update=True)
    if not case.is_open:
        raise RuleBroken("moderation.is_decided")
