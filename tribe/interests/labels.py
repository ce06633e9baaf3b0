"""Interests in the reader's words: one quiet line, the same wherever it stands."""

from collections.abc import Callable

from tribe.base.i18n import gettext as _
from tribe.base.text import isolated
from tribe.interests.models import Interest, InterestKind


def interest_label(kind: InterestKind) -> str:
    """What kind of tie it is."""
    match kind:
        case InterestKind.BRAND:
            return str(_("speaks for the brand"))
        case InterestKind.EMPLOYED:
            return str(_("employed"))
        case InterestKind.PAID:
            return str(_("paid"))
        case InterestKind.GIFTED:
            return str(_("received a gift"))
        case InterestKind.OTHER:
            return str(_("another tie"))


def interest_line(interest: Interest | None, *, is_brand: bool = False) -> str:
    """What stands beside a text; empty where nothing was declared.

    `is_brand` says that the mark of the brand stands there already.
    """
    if interest is None:
        return ""
    if interest.kind is InterestKind.BRAND and not interest.words and is_brand:
        return ""
    kind = interest_label(interest.kind)
    if not interest.words:
        return str(_("Declared interest: %(kind)s", kind=kind))
    words = isolated(interest.words)
    return str(_("Declared interest: %(kind)s – %(words)s", kind=kind, words=words))


FILTERS: dict[str, Callable[..., str]] = {
    "interest_label": interest_label,
    "interest_line": interest_line,
}
