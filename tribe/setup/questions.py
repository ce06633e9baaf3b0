"""The questions of the setting up, one a page: what each asks, and what an answer does."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tribe import mail
from tribe.admin import services as admins
from tribe.admin.forms import SettingsForm
from tribe.base.db import session
from tribe.base.i18n import offered_locales, reader_language, reader_zone
from tribe.forum import queries as forum_queries
from tribe.forum import services as forum
from tribe.forum.models import Audience
from tribe.forum.policy import Grant
from tribe.mail.queries import find_last_test
from tribe.mail.settings import MAIL_FROM
from tribe.members import staff
from tribe.members.models import Member
from tribe.pages import queries as page_queries
from tribe.pages import services as pages
from tribe.pages.drafts import drafts_of
from tribe.pages.forms import PageForm
from tribe.pages.models import PageKey
from tribe.postmaster import services as postmaster
from tribe.settings import current, place, value_of
from tribe.settings.declared import declared_groups
from tribe.setup import services, steps
from tribe.setup.categories import Suggested, category_sets
from tribe.setup.forms import VALUES, CategoriesForm, CharterForm, MailForm, VoiceForm, WelcomeForm
from tribe.setup.models import Setup
from tribe.setup.steps import LATER, PAGE_STEPS, SETTING_STEPS, Step
from tribe.voice import queries as voice_queries
from tribe.voice import services as voice
from tribe.web.forms import Form
from tribe.web.once import forget_draft
from tribe.web.pages import Page, form_page, is_submitted, submitted

LANGUAGES = place.LANGUAGES.key
LIKELY_ZONES = {"fr": "Europe/Paris"}  # by language, where the browser has not said its own


def _go_on(admin: Member, step: Step) -> Response:
    """Commit what a step changed, note that it is done, and lead to the next."""
    services.mark_done(admin, step.key)
    session.commit()
    forget_draft()
    return redirect(steps.address_after(step.key), 303)


def _page(template: str, form: Form, step: Step, setup: Setup, **about: Any) -> Page:
    found = steps.list_steps()
    return form_page(
        f"setup/{template}.html",
        form,
        step=step,
        steps=found,
        position=[one.key for one in found].index(step.key) + 1,
        done=setup.steps,
        after=steps.address_after(step.key),
        **about,
    )


def _settings(admin: Member, step: Step, setup: Setup) -> Page:
    held = next(held for group, held in declared_groups().items() if group.key == step.key)
    declared = [setting for setting in held if setting.key not in LATER]
    typed = {key: " ".join(values) for key, values in request.form.lists()}
    form = SettingsForm(declared, typed) if is_submitted() else None
    if form is not None and form.is_accepted:
        admins.change_settings(admin, form.changes)
        return _go_on(admin, step)
    form = form or SettingsForm.of(declared, current())
    about: dict[str, Any] = {"settings": declared}
    if step.key not in setup.steps and not form.is_submitted and step.key == LANGUAGES:
        form.values |= _as_the_founder_reads()
        about["suggestion"] = form.values[place.ZONE.key]
    return _page("settings", form, step, setup, **about)


def _as_the_founder_reads() -> dict[str, str]:
    """The language and the clocks of the founder's browser; never UTC, which nobody chose.

    Where the browser has not said its zone the language suggests one, or nothing stands there.
    """
    language, told = reader_language(), reader_zone()
    zone = told if told != place.ZONE.default else LIKELY_ZONES.get(language, "")
    return {place.LANGUAGE.key: language, place.ZONE.key: zone}


def _voice(admin: Member, step: Step, setup: Setup) -> Page:
    form = VoiceForm(submitted())
    if form.is_accepted:
        staff.set_brand(admin, admin, form.who == "me")
        return _go_on(admin, step)
    if not form.is_submitted:
        form.values["who"] = "me" if admin.is_brand else "another"
    return _page("voice", form, step, setup)


def _charter(admin: Member, step: Step, setup: Setup) -> Page:
    form = CharterForm(submitted())
    if form.is_accepted:
        for title, meaning in form.rows:
            voice.write_value(admin, None, title, meaning)
        return _go_on(admin, step)
    standing = voice_queries.list_values()
    return _page("charter", form, step, setup, rows=range(1, VALUES + 1), standing=standing)


def _categories(admin: Member, step: Step, setup: Setup) -> Page:
    sets = category_sets()
    form = CategoriesForm(sets, submitted())
    standing = list(forum_queries.get_category_tree())
    if form.is_accepted:
        taken = {node.slug for node in standing}
        for category in form.chosen:
            if category.slug not in taken:
                forum.create_category(admin, _draft(category))
        return _go_on(admin, step)
    return _page("categories", form, step, setup, sets=sets, standing=standing)


def _draft(category: Suggested) -> forum.CategoryDraft:
    members_only = {Audience.MEMBER: Grant(True, True, True)}
    return forum.CategoryDraft(
        name=category.name,
        slug=category.slug,
        description=category.description,
        hue=category.hue,
        grants=members_only if category.is_closed else {},
    )


def _written_page(admin: Member, step: Step, setup: Setup) -> Page:
    key = PageKey(step.key)
    form = PageForm(submitted())
    if form.is_accepted and form.is_shown:
        pages.publish(admin, key, form.texts, form.note)
        return _go_on(admin, step)
    if form.is_accepted and not form.is_taken_back:
        return _page("page_shown", form, step, setup)
    if not form.is_submitted:
        standing = page_queries.find_version(key)
        form.values = PageForm.of(standing.texts if standing else _drafts(key)).values
    return _page("page", form, step, setup, languages=offered_locales())


def _drafts(key: PageKey) -> Mapping[str, str]:
    return drafts_of(key, name=value_of(place.NAME), brand=value_of(place.BRAND))


def _mail(admin: Member, step: Step, setup: Setup) -> Page:
    """The sender, a test, and then whether it has come."""
    if is_submitted() and request.form.get("arrived"):
        return _go_on(admin, step)
    form = MailForm(submitted())
    if form.is_accepted:
        admins.change_settings(admin, {MAIL_FROM.key: form.sender})
        postmaster.send_test(admin, form.to, admin.locale)
        session.commit()
        return redirect(url_for("setup.step", step_key=step.key, to=form.to), 303)
    if not form.is_submitted:
        form.values = {"mail_from": value_of(MAIL_FROM), "to": admin.email or ""}
    reason = mail.why_not_sending()
    test = find_last_test(request.args.get("to", "")[:254])
    return _page("mail", form, step, setup, reason=reason, test=test)


def _welcome(admin: Member, step: Step, setup: Setup) -> Page:
    form = WelcomeForm(submitted(), asks_intent=admin.is_brand)
    category = next(iter(forum_queries.get_category_tree().open_to(admin)), None)
    if category is None:
        flash(_("The first topic needs a category to lie in."))
        return redirect(url_for("setup.step", step_key="categories"))
    if form.is_accepted:
        forum.create_topic(admin, category, form.title, form.body, intent=form.intent)
        return _go_on(admin, step)
    if not form.is_submitted:
        form.values = {"title": _("Welcome: who are you?"), "body": _welcoming(admin)}
    about = {"category": category, "asks_intent": admin.is_brand}
    return _page("welcome", form, step, setup, **about)


def _welcoming(admin: Member) -> str:
    text: str = _(
        "I am %(name)s, and I opened %(place)s so that you meet **each other**.\n\n"
        "Tell us who you are, what you make or use, and what you would like to do with others "
        "here. I begin: ⟨who you are⟩",
        name=admin.name,
        place=value_of(place.NAME),
    )
    return text


QUESTIONS: dict[str, Callable[[Member, Step, Setup], Page]] = {
    **dict.fromkeys(SETTING_STEPS, _settings),
    **dict.fromkeys(PAGE_STEPS, _written_page),
    "voice": _voice,
    "charter": _charter,
    "categories": _categories,
    "mail": _mail,
    "welcome": _welcome,
}
