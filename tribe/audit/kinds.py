"""The kinds of entries that the features of an application declare, each with its words."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app

EXTENSION = "tribe_audit_kinds"
Words = Any  # a lazy text


def init_app(app: Flask, kinds: Mapping[str, Words]) -> None:
    """Tell an application what is audited in it."""
    app.extensions[EXTENSION] = dict(kinds)


def check(kind: str) -> None:
    """Raise LookupError for a kind that nobody declares, and that no reader could be told of."""
    if kind not in current_app.extensions[EXTENSION]:
        raise LookupError(f"no feature declares entries of the audit of kind {kind}")


def label_of(kind: str) -> str:
    """What entries of a kind are about, for the reader; its name for one of an earlier release."""
    return str(current_app.extensions[EXTENSION].get(kind, kind))
