"""The pages of the place: read by all, written by admins, each with its versions."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from tribe.access import may, require
from tribe.base.errors import NotFound
from tribe.base.i18n import offered_locales
from tribe.base.paging import parse_number
from tribe.members.identity import current_actor, signed_in_member
from tribe.members.models import Member
from tribe.pages import policy, queries, services
from tribe.pages.drafts import drafts_of
from tribe.pages.forms import PageForm
from tribe.pages.models import PageKey, PageVersion
from tribe.settings import current
from tribe.web import versions as overtaken
from tribe.web.closed import open_to_suspended
from tribe.web.once import go_to
from tribe.web.pages import Page, form_page, is_submitted, submitted
from tribe.web.security import limiter

blueprint = Blueprint("pages", __name__)
writing = limiter.limit("60 per minute", methods=["POST"])


@blueprint.get("/pages")
@open_to_suspended
def index() -> Page:
    """Which pages there are, and which an admin could still write."""
    published = queries.list_published()
    may_write = bool(may(current_actor(), policy.PUBLISH))
    missing = [key for key in PageKey if key not in published] if may_write else []
    return render_template("pages/index.html", published=published, missing=missing)


@blueprint.route("/me/rules", methods=["GET", "POST"])
@writing
def own_rules() -> Page:
    """The rules that hold now, and what the reader answered about these and about earlier ones."""
    member = signed_in_member()
    version = queries.find_version(PageKey.RULES)
    is_late = False
    if is_submitted() and version is not None:
        if parse_number(request.form.get("number")) == version.number:
            return _answer(member, version)
        is_late = True
    answers = queries.list_answers(member.id, PageKey.RULES)
    given = [row for row in answers if version is not None and row.number == version.number]
    page = render_template(
        "pages/own_rules.html",
        version=version,
        answers=answers,
        is_asked=bool(given),
        is_agreed=any(row.is_agreed for row in given),
        is_late=is_late,
    )
    return (page, 409) if is_late else page


def _answer(member: Member, version: PageVersion) -> Page:
    is_agreed = request.form.get("answer") == "yes"
    services.answer(member, PageKey.RULES, version.number, is_agreed=is_agreed)
    if is_agreed:
        return go_to(url_for(".own_rules"), _("That is kept, with the version and the day."))
    return go_to("/", _("Left for now. You find the rules under Your data."))


@blueprint.get("/pages/<page_key>")
@open_to_suspended
def page(page_key: str) -> Page:
    """What a page says now, or what an earlier version of it said."""
    key = _key(page_key)
    latest = queries.find_version(key)
    asked = request.args.get("version")
    shown = latest if asked is None else queries.find_version(key, parse_number(asked) or 0)
    if latest is None:
        raise NotFound("pages.no_page")
    if shown is None:
        raise NotFound("pages.no_version")
    return render_template(
        "pages/page.html",
        key=key,
        version=shown,
        language=_language(shown),
        is_latest=shown.number == latest.number,
        may_write=bool(may(current_actor(), policy.PUBLISH)),
    )


@blueprint.route("/pages/<page_key>/edit", methods=["GET", "POST"])
@writing
def edit(page_key: str) -> Page:
    """A form in which an admin writes a page; a page that is not there begins from its draft.

    What is published first is shown as a page before, so that no draft goes out unread.
    """
    key = _key(page_key)
    overtaken.hold()
    admin = signed_in_member()
    require(admin, policy.PUBLISH)
    standing = queries.find_version(key)
    form = PageForm(submitted())
    begun = standing.texts if standing is not None else _drafts(key)
    overtaken.compare(form, PageForm.of(begun).values | {"note": form.values.get("note", "")})
    if form.is_accepted and (standing is not None or form.is_shown):
        changed = services.publish(admin, key, form.texts, form.note)
        said = _("It is published.") if changed else _("Nothing was different.")
        return go_to(url_for(".page", page_key=key), said)
    is_read_first = form.is_accepted and not form.is_taken_back
    template = "pages/first.html" if is_read_first else "pages/edit.html"
    return form_page(template, form, key=key, languages=offered_locales(), is_new=standing is None)


@blueprint.route("/pages/<page_key>/versions", methods=["GET", "POST"])
@writing
def versions(page_key: str) -> Page:
    """All that a page ever said; an admin puts an earlier version back."""
    key = _key(page_key)
    if is_submitted():
        return _put_back(key)
    rows = queries.list_versions(key)
    if not rows:
        raise NotFound("pages.no_page")
    may_write = bool(may(current_actor(), policy.PUBLISH))
    return render_template("pages/versions.html", key=key, rows=rows, may_write=may_write)


def _put_back(key: PageKey) -> Page:
    number = parse_number(request.form.get("number")) or 0
    note = _("As in version %(number)s", number=number)
    services.restore(signed_in_member(), key, number, note)
    return go_to(url_for(".page", page_key=key), _("It says again what it said then."))


def _key(typed: str) -> PageKey:
    try:
        return PageKey(typed)
    except ValueError as error:
        raise NotFound("pages.no_page") from error


def _drafts(key: PageKey) -> dict[str, str]:
    place = current()
    return drafts_of(key, name=place["name"], brand=place["brand"])


def _language(version: PageVersion) -> str:
    """The reader's language where the page speaks it, else the first that it speaks."""
    wanted = str(get_locale())
    return wanted if wanted in version.texts else sorted(version.texts)[0]
