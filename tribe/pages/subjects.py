"""A version of a page as it is referred to from elsewhere; all of them are public."""

from flask_babel import get_locale
from flask_babel import gettext as _

from tribe.access import Actor
from tribe.base.db import session
from tribe.pages.labels import page_label
from tribe.pages.models import PageVersion
from tribe.web.subjects import Shown, Subject


def show_version(_actor: Actor, version_id: int) -> Shown | None:
    """A version of a page."""
    version = session.get(PageVersion, version_id)
    if version is None:
        return None
    text = version.texts.get(str(get_locale())) or next(iter(version.texts.values()))
    address = f"/pages/{version.key}?version={version.number}"
    return Shown(page_label(version.key), address, text)


SUBJECTS = (Subject("page_version", lambda: _("page of the place"), show_version),)
