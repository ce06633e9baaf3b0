"""What appeals that wait are answered: by who judges them, or by an undoing."""

from collections.abc import Mapping

from sqlalchemy import select

from tribe import audit, mail
from tribe.access import Actor
from tribe.activity import record
from tribe.base.db import now, session
from tribe.mail import Recipient
from tribe.moderation import activities
from tribe.moderation.mails import OBJECTION_ANSWERED
from tribe.moderation.models import Appeal, AppealOutcome, Decision, Report
from tribe.moderation.services.delivering import deliver
from tribe.moderation.services.reporting import follow


def answer_appeals(
    actor: Actor,
    decision: Decision,
    outcome: AppealOutcome,
    answer: str,
    stake: Mapping[str, str] | None = None,
    last: int | None = None,
    *,
    is_judged: bool = True,
) -> None:
    """Answer all appeals of a decision that wait, or those up to a number, and tell who appealed.

    The caller has asked who may, and holds the decision. Without `is_judged` the actor may not
    judge them, as who decided and takes it back, and nobody is named as their judge. One query
    where none waits.
    """
    waiting = [Appeal.decision_id == decision.id, Appeal.decided_at.is_(None)]
    if last is not None:
        waiting.append(Appeal.id <= last)
    chosen = select(Appeal).where(*waiting).order_by(Appeal.id).with_for_update()
    for made in session.scalars(chosen).all():
        made.outcome, made.answer = outcome, answer.strip()
        made.decided_at, made.decided_by_id = now(), actor.id if is_judged else None
        session.flush()
        record(
            activities.APPEAL_DECIDED,
            decision.id,
            actor_id=actor.id,
            member_id=made.member_id,
            appeal=made.id,
            appeal_outcome=outcome.value,
        )
        audit.record(
            "moderation.appeal_decided",
            decision.subject_type,
            decision.subject_id,
            actor_id=actor.id,
            facts={
                "decision": decision.id,
                "act": decision.act,
                "rule": decision.rule,
                "outcome": outcome.value,
                **(stake or {}),
            },
            why=answer,
        )
        _mail(decision, made)


def carry_on(held: Decision, decision: Decision) -> None:
    """Let appeals of what the program did wait for an answer about what took its place.

    That can be appealed for itself all the same.
    """
    waiting = (Appeal.decision_id == held.id, Appeal.decided_at.is_(None))
    chosen = select(Appeal).where(*waiting).order_by(Appeal.id).with_for_update()
    for made in session.scalars(chosen).all():
        made.decision_id, made.is_carried = decision.id, True
        session.flush()
        record(activities.APPEAL_CARRIED, held.id, actor_id=None, appeal=made.id)
        # others may answer it now than before, and hear of it
        record(activities.APPEALED, decision.id, actor_id=None, appeal=made.id)


def _mail(decision: Decision, made: Appeal) -> None:
    """Mail whoever appealed that it is answered; a guest where they left an address."""
    if made.member_id is not None:
        deliver(decision, f"appeal-{made.id}", made.member_id)
    if made.report_id is None:
        return
    report = session.get_one(Report, made.report_id)
    if report.email is not None:
        thing = f"report-{report.id}"
        mail.enqueue(
            OBJECTION_ANSWERED,
            Recipient(report.email, locale=report.locale),
            thing=f"{thing}-objection-{made.id}",
            parents=(thing,),
            report=report.id,
            appeal=made.id,
            secret=follow(report),
        )
