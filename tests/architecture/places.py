"""Addresses of routes in the world of the tests."""

from collections.abc import Iterator

from werkzeug.routing import Rule

from tests.world import World
from tribe.base.db import now

PUBLIC = {
    "position": "1",
    "interest_id": "1",
    "value_id": "1",
    "seat_id": "1",
    "member_id": "3",
    "turn": "rest",
    "filename": "x",
    "key": "x",
    "group": "place",
    "entry_id": "1",
    "subject_type": "topic",
    "subject_id": "1",
    "export_id": "1",
    "report_id": "1",
    "source": "topics",
    "number": "1",
    "side": "192",
}


def known_parts(rule: Rule, world: World) -> dict[str, str]:
    """For each part of a route's address, what it is of a thing that is open to all."""
    slug = world.rite if rule.endpoint.startswith("rituals.") else world.category
    tokens = {"postmaster": world.unsubscribing, "guests": world.guest_secret}
    token = tokens.get(rule.endpoint.partition(".")[0], "nobodys-calendar")
    known = PUBLIC | {
        "token": token,
        "slug": "some-plain-words" if rule.rule.startswith("/t/") else slug,
        "name": "levain" if rule.rule.startswith("/tags/") else "cleo",
        "topic_id": str(world.topic),
        "post_id": str(world.post),
        "file_id": str(world.file),
        "event_id": str(world.event),
        "enactment_id": str(world.enactment),
        "promise_id": str(world.promise),
        "appeal_id": str(world.appeal),
        "act_id": str(world.act),
        "snapshot_id": "1",
        "page_key": "rules",
        "step_key": "place",
        "invitation_id": str(world.invitation),
        "application_id": str(world.application),
        "passkey_id": str(world.passkey),
        "account_id": "1",
        "sign_in_id": "1",
        "device_id": "1",
        "answer": "approve",
        "question_id": str(world.question),
        "decision": "aside",
        "held_id": str(world.held),
        "job_id": str(world.failed_job),
        "claim_id": str(world.claim),
        "mail_id": str(world.failed_mail),
        "notice_id": str(world.notice),
        "bookmark_id": str(world.bookmark),
        "aside_id": str(world.aside),
        "conversation_id": str(world.conversation),
        "message_id": str(world.message),
        "act": "mute",
        "decision_id": str(world.decision),
        "case_id": str(world.open_case),
        "reason_id": str(world.reason),
        "assignment": "take",
        "matter_id": str(world.matter),
        "year": str(now().year),
        "address_id": str(world.paused_address),
    }
    if rule.rule.startswith("/admin/tags/"):
        known["entry_id"] = str(world.tag_change)
    missing = rule.arguments - known.keys()
    assert not missing, f"{rule.rule}: say in PUBLIC what {missing} may be"
    return {name: known[name] for name in rule.arguments}


def address_of(rule: Rule, values: dict[str, str]) -> str:
    """The address of a route with these parts."""
    parts = (values[part] if is_dynamic else part.lstrip("|") for is_dynamic, part in rule._trace)
    return "".join(parts)


def places(rule: Rule, world: World) -> Iterator[str]:
    """The address of a route, of each thing in the world that it may be of."""
    known = known_parts(rule, world)
    yield address_of(rule, known)
    if "post_id" in known:
        yield address_of(rule, known | {"post_id": str(world.post - 1)})
    if "event_id" in known:
        yield address_of(rule, known | {"event_id": str(world.past_event)})
