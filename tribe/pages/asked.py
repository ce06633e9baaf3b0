"""What members are asked about the rules: at joining, and once on home when there are new ones."""

from flask_babel import get_locale

from tribe.members.models import Member
from tribe.pages.models import PageKey
from tribe.pages.queries import find_unanswered, find_version, list_answers, list_published
from tribe.web.forms import Form
from tribe.web.slots import Part


def at_joining(form: Form) -> Part | None:
    """The rules, to be agreed to, and the way to the privacy notice; two queries."""
    published = list_published()
    about = {
        "form": form,
        "rules": find_version(PageKey.RULES) if PageKey.RULES in published else None,
        "has_privacy": PageKey.PRIVACY in published,
        "language": str(get_locale()),
    }
    return Part("pages/_joining.html", about) if published else None


def at_home(reader: Member | None) -> Part | None:
    """That there are rules which the reader was not asked about; one query for who was."""
    if reader is None:
        return None
    version = find_unanswered(reader.id, PageKey.RULES)
    if version is None:
        return None
    agreed = any(row.is_agreed for row in list_answers(reader.id, PageKey.RULES))
    return Part("pages/_asked.html", {"version": version, "has_agreed": agreed})
