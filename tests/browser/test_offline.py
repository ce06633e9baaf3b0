"""Without a signal: a page that says so, and a reply that is kept and sent once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visits
from tests.browser.line import Line

KEPT = "Kept on this device, not sent yet"


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with Line(site.url) as line:
        yield line


@pytest.fixture
def visits(visit: Visits, site: Site, line: Line) -> Visits:
    """Readers at the end of the line; the browser complains of each page that it did not reach.

    And of its socket, for the line has another address than the place says that it has.
    """
    visit.expected += ("net::ERR", "/socket.io/")
    visit.site = Site(line.url, site.password, site.data_dir)
    return visit


def controlled(page: Page) -> None:
    """Wait until the worker answers for the page."""
    page.evaluate(
        """async () => {
            const worker = navigator.serviceWorker;
            await worker.ready;
            if (!worker.controller)
                await new Promise((done) => worker.addEventListener("controllerchange", done));
        }"""
    )


def write(page: Page, words: str, topic: str = "/t/1") -> None:
    page.goto(topic)
    page.fill("#reply [name=body]", words)


def send(page: Page) -> None:
    page.click("#reply form[data-draft] button[type=submit]")


def posts(page: Page, words: str) -> int:
    return page.locator(".posts").get_by_text(words, exact=True).count()


def back(page: Page, line: Line) -> None:
    """The signal is back, and the device says so."""
    line.mend()
    page.evaluate("window.dispatchEvent(new Event('online'))")


@pytest.mark.parametrize(("locale", "words"), [("en", "No signal"), ("fr", "Pas de réseau")])
def test_without_a_signal_a_page_says_so(
    visits: Visits, line: Line, locale: str, words: str
) -> None:
    page = visits.by("cleo", locale=locale, screen="phone")
    page.goto("/topics")
    controlled(page)
    page.wait_for_function(  # the last that the page loads, which fails where it is cut off
        "performance.getEntriesByType('resource').some(one => one.name.includes('/fresh-'))"
    )
    line.cut()
    page.goto("/topics?show=all")
    expect(page.locator("h1")).to_have_text(words)
    assert "cleo" not in page.content()  # nothing that a member reads is kept
    kept = page.evaluate(
        "caches.keys().then(n => Promise.all(n.map(k => caches.open(k).then(c => c.keys()))))"
        ".then(all => all.flat().map(r => new URL(r.url).pathname))"
    )
    assert all(re.match(r"/static/dist/|/offline$|/theme\.css$", one) for one in kept), kept
    line.mend()
    page.click("[data-again]")
    expect(page.locator("h1")).not_to_have_text(words)
    assert page.url.endswith("/topics?show=all")


def test_a_reply_without_a_signal_is_kept_and_sent_once(visits: Visits, line: Line) -> None:
    page = visits.by("cleo")
    write(page, "From the tunnel\n\nsecond line")
    controlled(page)
    line.cut()
    send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.locator("[data-words]")).to_contain_text("From the tunnel")
    back(page, line)
    expect(page.get_by_text("Sent, now that there is a signal.")).to_be_visible()
    expect(page.locator("h1")).to_have_text("There is a signal again.")
    expect(page.get_by_text("does not reach")).to_be_hidden()
    page.get_by_role("link", name="Look at it").click()
    expect(page.locator(".posts")).to_contain_text("From the tunnel")
    assert page.locator("#reply [name=body]").input_value() == ""
    assert page.locator("[data-unsent]").is_hidden()
    assert posts(page, "From the tunnel") == 1


def test_a_reply_whose_answer_was_lost_is_not_made_twice(visits: Visits, line: Line) -> None:
    page = visits.by("cleo")
    write(page, "Said once, however often it is sent")
    controlled(page)
    line.loses_answers = True
    send(page)
    page.wait_for_url("**/offline*")
    line.cut()
    back(page, line)
    expect(page.get_by_text("Sent, now that there is a signal.")).to_be_visible()
    page.get_by_role("link", name="Look at it").click()
    page.wait_for_url("**/t/1/**")
    assert posts(page, "Said once, however often it is sent") == 1


def test_who_was_signed_out_decides_after_signing_in(
    visits: Visits, site: Site, line: Line
) -> None:
    page, elsewhere = visits.by("cleo"), visits.by(None)
    elsewhere.goto(f"{site.url}/sign-in")  # by no line, so that the words cannot be sent before
    visits.fill_in(elsewhere, "cleo")
    write(page, "Wait for me")
    controlled(page)
    line.cut()
    send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    elsewhere.goto(f"{site.url}/me/sessions")
    with elsewhere.expect_navigation():
        elsewhere.locator(
            "button[name=revoke][value=others], form:has([value=others]) button"
        ).click()
    line.mend()
    page.goto("/t/1")
    other = "Words that were written here wait on this device."
    expect(page.get_by_text(other)).to_be_visible()
    assert "Wait for me" not in page.content()
    visits.sign_in(page, "ben")
    page.goto("/t/1")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert "Wait for me" not in page.content()
    page.evaluate("document.querySelector(\"form[action='/sign-out']\").requestSubmit()")
    expect(page.locator("form[action='/sign-out']")).to_have_count(0)
    visits.sign_in(page, "cleo")
    page.goto("/t/1")
    expect(page.get_by_text("You were signed out meanwhile")).to_be_visible()
    assert posts(page, "Wait for me") == 0
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Sent, now that there is a signal.")).to_be_visible()


def test_what_is_refused_stays_and_goes_back_into_the_form(visits: Visits, line: Line) -> None:
    page = visits.by("cleo")
    page.goto("/t/1")
    page.evaluate("document.querySelector('#reply form[data-draft]').noValidate = true")
    page.fill("#reply [name=body]", "***")
    controlled(page)
    line.cut()
    send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    back(page, line)
    expect(page.get_by_text("It was refused:")).to_be_visible()
    page.get_by_role("link", name="Go to its page").click()
    page.get_by_role("button", name="Put it back into the form").first.click()
    assert page.locator("textarea[name=body]").input_value() == "***"
    expect(page.locator("[data-unsent]")).to_be_hidden()


def test_files_do_not_wait_and_words_do(visits: Visits, line: Line) -> None:
    page = visits.by("cleo")
    write(page, "With a picture")
    page.set_input_files(
        "#reply [name=files]", {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    controlled(page)
    line.cut()
    send(page)
    expect(page.get_by_text("Files cannot wait on this device.")).to_contain_text("note.txt")
    expect(page.locator("[data-words]")).to_have_text("With a picture")
    back(page, line)
    page.goto("/t/1")
    expect(page.get_by_text("Files cannot wait on this device.")).to_be_visible()  # not sent
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Sent, now that there is a signal.")).to_be_visible()


def test_signing_out_throws_away_what_waits_and_asks_first(visits: Visits, line: Line) -> None:
    page = visits.by("cleo")
    write(page, "For nobody else")
    page.set_input_files(
        "#reply [name=files]", {"name": "note.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    controlled(page)
    line.cut()
    send(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    line.mend()
    page.goto("/t/1")
    expect(page.get_by_text(KEPT)).to_be_visible()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator("[data-leaves] button").dispatch_event("click")
    page.wait_for_url(re.compile(r"/(\?.*)?$|/t/"))
    expect(page.get_by_text("You are signed out")).to_be_visible()
    assert "Signing out throws them away" in asked[0]
    left = page.evaluate(
        "new Promise(done => { const a = indexedDB.open('tribe', 1); a.onsuccess = () => {"
        "const all = a.result.transaction('unsent').objectStore('unsent').getAll();"
        "all.onsuccess = () => done(all.result.length); }; })"
    )
    assert left == 0
