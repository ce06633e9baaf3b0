"""Details of rows, which lie in them as JSON, as people read them: labels, words, ways back."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from tribe.config import LOCALES
from tribe.personal_data import words
from tribe.personal_data.shown import shown, where
from tribe.personal_data.values import VALUES
from tribe.settings.declared import declared_settings
from tribe.settings.kinds import Choice, Choices
from tribe.settings.place import LANGUAGE_NAMES
from tribe.speech import Message, Said

FACTS: Mapping[str, Said] = {
    "acquaintances": Message("with how many you have ties"),
    "address": Message("address of mail"),
    "after": Message("afterwards"),
    "among": Message("how many pairs of them have ties"),
    "appeal": Message("number of the appeal"),
    "appeal_outcome": Message("outcome"),
    "because": Message("why"),
    "before": Message("before"),
    "betweenness": Message("share of the shortest ways that lead by you"),
    "case": Message("number of the case"),
    "is_of_both": Message("about the text and its author in one act"),
    "category": Message("number of the category"),
    "conversation": Message("number of the conversation"),
    "constraint": Message("how much your ties lead to each other"),
    "end": Message("end, in microseconds since 1970"),
    "end_before": Message("end before, in microseconds since 1970"),
    "start_before": Message("start before, in microseconds since 1970"),
    "effective_size": Message("to how many circles they lead"),
    "enactment": Message("number of the enactment"),
    "event": Message("number of the gathering"),
    "fields": Message("what was changed"),
    "had_asked": Message("had asked before"),
    "into": Message("number of the category where its topics went"),
    "key": Message("key"),
    "members": Message("members"),
    "moment": Message("moment, in microseconds since 1970"),
    "number": Message("its number there"),
    "outcome": Message("how it was judged"),
    "report_kind": Message("what was reported as wrong"),
    "ritual": Message("number of the rite"),
    "sha256": Message("check sum"),
    "shares": Message("shares"),
    "sign": Message("sign"),
    "threshold": Message("shares that open it"),
    "ties": Message("ties"),
    "topic": Message("number of the topic"),
    "uptake": Message("your place in how what is new is taken up, from 0 to 1"),
    "way": Message("what for"),
    "wish": Message("what was wished"),
}
ENUMERATED = {  # as which column of a table the values of a fact are words of ours
    "after": "member.role",
    "appeal_outcome": "moderation_appeal.outcome",
    "because": "mail_address.paused_because",
    "before": "member.role",
    "level": "topic_member.level",
    "outcome": "promise.outcome",
    "report_kind": "moderation_report.kind",
    "role": "member.role",
    "sign": "reaction.kind",
    "status": "attendance.status",
    "words": "departure.words",
}
SUBJECTS = {
    "category": "category",
    "event": "event",
    "into": "category",
    "ritual": "ritual",
    "topic": "topic",
}
OF_FIELDS = "fields"  # whose values are names of columns


def is_detailed(value: object) -> bool:
    """Whether a value has parts of its own."""
    return isinstance(value, dict | list)


def offered_to(row: Mapping[str, Any]) -> dict[str, str]:
    """What the values of the setting that a row is about are called, where it offers a choice."""
    is_setting = row.get("subject_type") == "setting"
    setting = declared_settings().get(str(row.get("subject_id"))) if is_setting else None
    if setting is None or not isinstance(setting.kind, Choice | Choices):
        return {}
    options = setting.kind.options
    labels = setting.kind.labels or options
    return {str(option): str(words) for option, words in zip(options, labels, strict=True)}


def written(value: Any, language: str, offered: Mapping[str, str], name: str = "") -> Iterator[str]:
    """A value with all of its parts as HTML; `name` is what it is called where it lies."""
    if isinstance(value, dict):
        yield "<dl>"
        for key, part in value.items():
            if part in (None, "", {}, []):
                continue
            yield f"<dt>{escape(label(key, language))}</dt><dd dir=auto>"
            yield from written(part, language, offered, key)
            yield "</dd>"
        yield "</dl>"
    elif isinstance(value, list):
        yield "<ul>"
        for part in value:
            yield "<li>"
            yield from written(part, language, offered, name)
            yield "</li>"
        yield "</ul>"
    else:
        yield escape(offered[str(value)]) if str(value) in offered else _leaf(name, value, language)


def label(key: str, language: str) -> str:
    """What a detail is called."""
    if key in LOCALES:
        return LANGUAGE_NAMES[LOCALES.index(key)]
    return FACTS[key].said_in(language) if key in FACTS else words.column(key, language)


def _leaf(name: str, value: Any, language: str) -> str:
    known = VALUES.get(ENUMERATED.get(name, ""), {}).get(str(value))
    if known is not None:
        return escape(known.said_in(language))
    text = escape(words.column(value, language) if name == OF_FIELDS else shown(value, language))
    address = where(SUBJECTS.get(name, ""), value)
    return f'<a href="{escape(address)}">{text}</a>' if address else text
