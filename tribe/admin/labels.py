"""Kinds of audit entries, roles and states in the reader's words, as filters of templates."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from tribe.access import Role
from tribe.access.judging import OF_BRAND, OWN_WORDS
from tribe.audit import AuditEntry
from tribe.audit.kinds import label_of
from tribe.base.text import isolated
from tribe.members.models import State
from tribe.moderation.labels import logged_words, subject_label
from tribe.moderation.models import AppealOutcome, Decision, Ground
from tribe.pages.labels import page_label
from tribe.settings.declared import declared_settings
from tribe.settings.kinds import Choice, Choices


def role_label(role: str) -> str:
    """What a role is called."""
    labels: dict[Role, str] = {
        Role.ADMIN: _("admin"),
        Role.MODERATOR: _("moderator"),
        Role.ANALYST: _("analyst"),
        Role.MEMBER: _("member"),
    }
    return labels[Role(role)]


def state_label(state: str) -> str:
    """Whether an account is in use."""
    labels: dict[State, str] = {
        State.ACTIVE: _("in use"),
        State.SUSPENDED: _("suspended"),
        State.LEFT: _("has left"),
    }
    return labels[State(state)]


def audit_facts(entry: AuditEntry) -> str:
    """What it was and what it became, in a few words; empty where the kind says it all."""
    before, after = entry.facts.get("before"), entry.facts.get("after")
    if "stake" in entry.facts:
        return _stake(str(entry.facts["stake"]))
    if "after" not in entry.facts:
        return _shown(before, {}) if before else ""
    if entry.kind == "members.role.given":
        before, after = role_label(str(before)), role_label(str(after))
    if entry.subject_type == "page":
        return str(_("version %(number)s", number=after))
    words = _words_of(entry.subject_id) if entry.subject_type == "setting" else {}
    return f"{_shown(before, words)} → {_shown(after, words)}"


def _stake(code: str) -> str:
    if code == OF_BRAND:
        return str(_("speaks for the brand, which wrote it"))
    return str(_("wrote it") if code == OWN_WORDS else _("is a party in it"))


def _shown(value: object, words: Mapping[str, str]) -> str:
    if value in ("", None, []):
        return "–"
    if words:
        return ", ".join(words.get(part, part) for part in str(value).split())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _words_of(key: str) -> dict[str, str]:
    """What the values of a setting are called, where it offers a choice of them."""
    setting = declared_settings().get(key)
    kind = setting.kind if setting is not None else None
    options = options_of(kind) if isinstance(kind, Choice | Choices) else []
    return {str(option): str(words) for option, words in options}


def audit_subject(entry: AuditEntry) -> str:
    """What an entry is about, but for members and settings; empty where the kind says it all."""
    if entry.subject_type == "setup":
        return ""
    if entry.subject_type == "page":
        return page_label(entry.subject_id)
    words: dict[str, str] = {
        "application": _("request %(number)s", number=entry.subject_id),
        "category": entry.subject_id,
        "invitation": _("invitation %(number)s", number=entry.subject_id),
        "guest_question": _("question %(number)s", number=entry.subject_id),
        "held_text": _("text %(number)s", number=entry.subject_id),
        "outside_matter": _("entry %(number)s", number=entry.subject_id),
        "mail": _("mail %(number)s", number=entry.subject_id),
        "mail_address": _("address %(number)s", number=entry.subject_id),
        "report": _("report %(number)s", number=entry.subject_id),
        "sealed_copy": _("sealed copy %(number)s", number=entry.subject_id),
        "will_wording": _("wording %(number)s of the will", number=entry.subject_id),
    }
    return words.get(entry.subject_type, f"{subject_label(entry.subject_type)} {entry.subject_id}")


def audit_decision(entry: AuditEntry, decision: Decision, *, is_private: bool) -> str:
    """What was done by the decision of which an entry tells, by which rule, and what became."""
    told = [logged_words(decision.act)]
    if decision.rule and not is_private:
        told.append(isolated(decision.rule))
    elif decision.ground is Ground.NONE:
        told.append(str(_("no rule was broken")))
    if outcome := str(entry.facts.get("outcome", "")):
        told.append(_answered(AppealOutcome(outcome)))
    return " · ".join(told)


def _answered(outcome: AppealOutcome) -> str:
    if outcome is AppealOutcome.OVERTURNED:
        return str(_("undone on appeal"))
    return str(_("upheld on appeal"))


def setting_label(key: str) -> str:
    """What a setting is called; the key of one that is gone."""
    setting = declared_settings().get(key)
    return setting.label() if setting is not None else key


def options_of(kind: Choice | Choices) -> list[tuple[str, str]]:
    """The values that a setting offers, each with its words."""
    return list(zip(kind.options, kind.labels or kind.options, strict=True))


FILTERS: dict[str, Callable[..., str]] = {
    "role_label": role_label,
    "state_label": state_label,
    "audit_kind_label": label_of,
    "audit_decision": audit_decision,
    "audit_facts": audit_facts,
    "audit_subject": audit_subject,
    "setting_label": setting_label,
}
