"""The pages of the place in the reader's words."""

from flask_babel import gettext as _

from tribe.pages.models import PageKey


def page_label(key: str) -> str:
    """What a page is called."""
    labels: dict[PageKey, str] = {
        PageKey.RULES: _("Rules"),
        PageKey.PRIVACY: _("Privacy notice"),
        PageKey.TERMS: _("Terms"),
        PageKey.IMPRINT: _("Who runs this place"),
    }
    return labels[PageKey(key)]


def page_help(key: str) -> str:
    """What a page is for."""
    helps: dict[PageKey, str] = {
        PageKey.RULES: _("How people treat one another here; whoever joins agrees to them."),
        PageKey.PRIVACY: _("What is kept about people, why, for how long, and what they can ask."),
        PageKey.TERMS: _("What the law asks you to say about using this place, if anything."),
        PageKey.IMPRINT: _("Name, address and contact of whoever answers for this place."),
    }
    return helps[PageKey(key)]


FILTERS = {"page_label": page_label, "page_help": page_help}
