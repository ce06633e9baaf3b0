"""Every page on which a place is set up, kept, and left: two languages, two widths, no fault."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import VIEWPORTS, Site, Visits
from tests.browser.test_pages import violations
from tests.serving import TRIBE, begin, free_port, wait_until_ready
from tribe.settings.declared import declared_groups
from tribe.setup import steps

PASSWORD = "a lantern by the quay"
LONG = "W" * 300  # a word that nobody can break
NAMED = {"name": "sackcloth", "page_key": "imprint"}
KEPT = ("/admin", "/pages", "/categories", "/applications", "/support", "/partings")
FILE = re.compile(r"\.\w+$")  # what is taken down, not read
ENTRY = "zqxhold"  # of the list of words


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Site]:
    """A place that nobody has set up yet; its password is the code it printed."""
    port = free_port()
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with (tmp_path / "server.log").open("wb") as log:
        server = begin([TRIBE, "serve", "--port", port], environ, stdout=log, stderr=log)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        told = re.search(r"code=(\S+)", (tmp_path / "server.log").read_text())
        assert told, "no code was printed"
        yield Site(f"http://127.0.0.1:{port}", told[1], tmp_path)
    finally:
        server.terminate()
        server.wait(20)


def pages_below(app: Flask, *roots: str, **numbers: str) -> list[str]:
    """The address of every page below these that can be opened, whichever feature has it.

    `numbers` are those of things that are there, by the names that routes have for them.
    """
    with app.test_request_context():
        groups = [group.key for group in declared_groups()]
        keys = [step.key for step in steps.list_steps()]
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or FILE.search(rule.rule):
            continue
        if not any(rule.rule == root or rule.rule.startswith(f"{root}/") for root in roots):
            continue
        for group in groups if "group" in rule.arguments else [""]:
            for key in keys if "step_key" in rule.arguments else [""]:
                known = {**NAMED, **numbers, "group": group, "step_key": key}
                found.add(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).format_map(known))
    return sorted(found)


def faults(page: Page, paths: list[str], locale: str) -> list[str]:
    """What is wrong with these pages on a laptop and on a phone, which axe sees by turns."""
    found = []
    for path in paths:
        response = page.goto(path)
        if response is None or response.status != 200:
            found.append(f"{path}: {response and response.status}")
        for screen, size in VIEWPORTS.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if (screen == "phone") == (locale == "fr"):
                found += violations(page)
            width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if width > 0:
                found.append(f"{path}: {width} px wider than the {screen}")
        if page.locator("html").get_attribute("lang") != locale:
            found.append(f"{path}: not in {locale}")
    return found


def keep_something(page: Page) -> None:
    """Let there be a decision, a mail and a page to show, with words that are hard to lay out."""
    page.goto("/admin/members/sackcloth")
    form = page.locator("form[action$='/suspend'], form[action$='/unsuspend']")
    form.locator("[name=why]").fill(LONG)
    if form.locator("[name=rule]").count():
        form.locator("[name=rule]").fill("Of the house")
    form.locator("button").click()
    page.goto("/admin/mail")
    page.fill("[name=address]", f"{LONG[:60]}@{LONG[:60]}.example")
    page.locator("form[action='/admin/mail'] button").click()
    page.goto("/pages/imprint/edit")
    page.fill("[name=text_en]", f"{LONG}\n\n```\n{LONG}\n```\n\nمرحبا بالعالم")
    page.fill("[name=text_fr]", LONG)
    page.locator("form[action$='/edit'] button").first.click()
    page.wait_for_load_state()
    if page.locator("[name=shown]").count():  # a first version is shown before it is published
        page.locator("form[action$='/edit'] button").first.click()


def put_aside(page: Page) -> str:
    """Bookmark the first post of a topic, with words that are hard to lay out; its number."""
    page.goto("/topics")
    page.goto(
        str(page.locator("main a[href^='/t/']:not([href='/t/new'])").first.get_attribute("href"))
    )
    first = page.locator("[data-number]").first
    press = first.locator("[formaction$='/bookmark']")
    if press.get_attribute("aria-pressed") != "true":
        first.locator(".acts__more > summary").click()
        press.click()
        expect(press).to_have_attribute("aria-pressed", "true")
    page.goto("/me/bookmarks")
    page.locator(".bookmark__acts a").first.click()
    page.fill("[name=note]", LONG)
    page.locator("main form.form button").first.click()
    page.wait_for_url("**/me/bookmarks")
    return str(page.locator(".bookmark__acts a").first.get_attribute("href")).rpartition("/")[2]


def let_wait(admin: Page, member: Page, folder: Path) -> str:
    """Let a text of the member wait for a moderator, with a picture; its number."""
    admin.goto("/moderation/trust/cleo")
    level = admin.locator("[name=level]")
    if level.input_value() != "known":
        level.select_option("known")
        admin.fill("[name=reason]", "So that the list is asked")
        admin.locator("main form.form button").first.click()
        admin.wait_for_load_state()
    admin.goto("/admin/words")
    admin.fill("[name=words]", ENTRY)
    admin.locator("button[value=look]").click()
    admin.locator("button[value=on]").click()
    admin.wait_for_load_state()
    picture = folder / "shown.png"
    Image.new("RGB", (900, 500), (20, 90, 160)).save(picture)
    member.goto("/t/new")
    member.fill("[name=title]", f"Look {LONG[:150]}")
    member.fill("[name=body]", f"{ENTRY} {LONG}")
    if member.locator("select[name=category]").count():
        member.locator("select[name=category]").select_option(index=1)
    member.set_input_files("[name=files]", picture)
    member.locator("main form.form button:not([name])").first.click()
    member.wait_for_url("**/me/held*")
    change = member.locator("main a[href^='/me/held/']").first
    return str(change.get_attribute("href")).rpartition("/")[2]


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_pages_of_keeping_are_sound(
    bare_app: Flask, visit: Visits, locale: str, tmp_path: Path
) -> None:
    admin = visit.by("ada", locale=locale)
    keep_something(admin)
    found = faults(admin, pages_below(bare_app, *KEPT), locale)
    member = visit.by("cleo", locale=locale, theme="dark")
    bookmark = put_aside(member)
    held = let_wait(admin, member, tmp_path)
    numbers = {"bookmark_id": bookmark, "held_id": held}
    found += faults(member, pages_below(bare_app, "/me", **numbers), locale)
    found += faults(admin, ["/moderation/held", "/moderation"], locale)
    for reader, path in ((member, "/me/held"), (admin, "/moderation/held")):
        reader.goto(path)
        picture = reader.locator(f"#h-{held} img")
        picture.scroll_into_view_if_needed()  # or it is not loaded, and its decoding never ends
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("picture => picture.naturalWidth") > 0
    assert not found, "\n".join(found)


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_pages_of_setting_up_are_sound(
    bare_app: Flask, browser: Browser, fresh: Site, locale: str
) -> None:
    visits = Visits(browser, fresh)
    page = visits.by(locale=locale)
    found = faults(page, [f"/setup?code={fresh.password}"], locale)
    page.fill("[name=name]", "Odile")
    page.fill("[name=email]", "odile@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/setup/place")
    found += faults(page, [*pages_below(bare_app, "/setup"), "/"], locale)
    visits.close()
    assert not found, "\n".join(found)


SEND = """path => {
    const form = document.createElement("form")
    form.method = "post"
    form.action = path
    for (const name of ["name", "purpose", "signs"]) {
        const field = document.createElement("textarea")
        field.name = name
        field.value = `What I wrote as ${name}`
        form.append(field)
    }
    document.body.append(form)
    form.submit()
}"""
BOXES = """() => [...document.querySelectorAll("main textarea")].map(box => {
    const at = box.getBoundingClientRect()
    return [at.top, at.bottom]
})"""


def test_boxes_of_what_was_written_do_not_touch(browser: Browser, fresh: Site) -> None:
    visits = Visits(browser, fresh)
    for screen in VIEWPORTS:
        page = visits.by(screen=screen)
        page.goto("/setup")
        with page.expect_navigation():
            page.evaluate(SEND, "/nowhere")
        boxes = page.evaluate(BOXES)
        assert len(boxes) == 3
        gaps = [below[0] - above[1] for above, below in itertools.pairwise(boxes)]
        assert min(gaps) >= 12  # pixels
    visits.close()
