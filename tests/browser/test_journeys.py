"""What people come to do, done by them in Chromium."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits


def first_topic(page: Page) -> str:
    """The address of the newest conversation."""
    page.goto("/topics")
    return str(page.locator("main a[href^='/t/']:not([href='/t/new'])").first.get_attribute("href"))


def test_a_newcomer_joins_and_speaks(visit: Visits) -> None:
    page = visit.by()
    page.goto("/join")
    page.fill("[name=name]", "Nolwenn-from-the-coast")
    page.fill("[name=email]", "wren@example.invalid")
    page.fill("[name=password]", "a lantern by the door")
    page.check("[name=agrees]")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/welcome")
    page.goto("/t/new")
    page.fill("[name=title]", "Hello from the coast")
    page.fill("[name=body]", "I am **new** here. <script>alert(1)</script>")
    page.locator("[name=category]").select_option(index=1)
    page.wait_for_timeout(3_500)  # a newcomer who is faster than a person is asked to send again
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).to_have_text("Hello from the coast")
    expect(page.locator("main strong").filter(has_text="new")).to_be_visible()
    expect(page.locator("main")).to_contain_text("<script>alert(1)</script>")


def test_a_reply_appears_to_others_while_they_read(visit: Visits) -> None:
    reader, writer = visit.by("ben"), visit.by("cleo")
    topic = first_topic(writer)
    reader.goto(topic)
    reader.wait_for_load_state("networkidle")
    before = reader.evaluate("scrollY")
    writer.goto(topic)
    writer.fill("[name=body]", "A word that arrives by itself")
    writer.locator(
        "form[action$='/reply'] button[type=submit], #reply button[type=submit]"
    ).first.click()
    expect(reader.locator("main")).to_contain_text("A word that arrives by itself", timeout=8000)
    assert reader.evaluate("scrollY") == before


def test_everything_works_without_scripts(visit: Visits) -> None:
    page = visit.by("cleo", scripts=False, screen="phone", locale="fr")
    page.goto(first_topic(page))
    page.fill("[name=body]", "Un mot sans le moindre script")
    page.locator(
        "form[action$='/reply'] button[type=submit], #reply button[type=submit]"
    ).first.click()
    expect(page.locator("main")).to_contain_text("Un mot sans le moindre script")


def test_a_member_joins_a_gathering_and_leaves_it(visit: Visits) -> None:
    page = visit.by("cleo")
    page.goto("/events")
    page.locator("main a[href^='/events/']").evaluate_all("a => a.map(x => x.getAttribute('href'))")
    links = page.locator("main a[href^='/events/']").evaluate_all(
        "links => links.map(a => a.getAttribute('href')).filter(h => /^\\/events\\/\\d+$/.test(h))"
    )
    page.goto(links[-1])
    page.locator("button[name=status][value=going], [name=status][value=going]").first.click()
    if page.locator("form[action$='/rsvp'] input[type=radio]").count():
        page.locator("form[action$='/rsvp'] button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("going|waiting", re.I))


def test_the_language_and_theme_are_the_readers_choice(visit: Visits) -> None:
    page = visit.by()
    page.goto("/topics")
    page.locator("form[action='/language'] button[value=fr]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.endswith("/topics")


def test_an_analyst_reads_the_report(visit: Visits, report: str) -> None:
    page = visit.by("ines")
    page.goto(report)
    expect(page.locator("main")).to_contain_text(re.compile("circle", re.I))
    assert page.locator("main svg").count() >= 4
    assert page.locator("main table").count() >= 4


def test_the_keyboard_alone_reaches_the_reply(visit: Visits) -> None:
    page = visit.by("cleo")
    page.goto(first_topic(page))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "body":
            break
    assert page.evaluate("document.activeElement.name") == "body"
    page.keyboard.type("Said by keyboard")
    assert page.input_value("[name=body]").endswith("Said by keyboard")


def test_the_keyboard_walks_suggestions_and_leaves_menus(visit: Visits) -> None:
    page = visit.by("cleo")
    page.goto(first_topic(page))
    title = page.inner_text("h1")
    page.keyboard.press("/")
    page.keyboard.type(max(title.split(), key=len))
    expect(page.locator(".head__search .few__sheet a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.few__sheet li:first-child a')")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/t/\d+"))

    menu = page.locator(".acts__more").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert menu.locator("summary").evaluate("it => it === document.activeElement")
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
    expect(menu).not_to_have_attribute("open", "")


def test_what_was_wrong_is_not_said_of_what_is_written_since(visit: Visits) -> None:
    page = visit.by("cleo")
    page.goto("/t/new")
    page.locator("main form.form button:not([name])").last.click()
    wrong = page.locator("#f-title-error")
    expect(wrong).to_be_visible()
    page.fill("[name=title]", "A title that is long enough")
    expect(wrong).to_have_count(0)
    expect(page.locator("[name=title]")).not_to_have_attribute("aria-invalid", "true")


def test_a_thank_is_said_and_taken_back(visit: Visits) -> None:
    page = visit.by("ben")
    page.goto(first_topic(page))
    first = page.locator("[data-number]").first
    page.evaluate("window.isThisPage = true")
    first.get_by_role("button", name=re.compile("^Thank")).click()
    expect(first).to_contain_text("ben thanked")
    assert page.evaluate("window.isThisPage")  # nothing was loaded anew
    first.get_by_role("button", name=re.compile("^Thank")).click()
    expect(first).not_to_contain_text("ben thanked")


def test_what_was_begun_follows_into_a_quote(visit: Visits) -> None:
    page = visit.by("cleo")
    topic = first_topic(page)
    page.goto(topic)
    page.fill("#reply [name=body], form[action$='/reply'] [name=body]", "Half a thought,")
    page.get_by_role("link", name=re.compile("^Quote")).first.click()
    page.wait_for_url(re.compile("/reply"))
    written = page.input_value("[name=body]")
    assert written.startswith("Half a thought,")
    assert ">" in written  # and below it the words that are quoted
    page.keyboard.type("My answer.")
    assert page.input_value("[name=body]") == f"{written}My answer."  # the caret stood at the end
    page.evaluate("sessionStorage.clear()")
    page.reload()
    quoted = page.input_value("[name=body]")
    page.keyboard.type("My answer.")
    assert page.input_value("[name=body]") == f"{quoted}My answer."
    page.fill("[name=body]", "Half a thought,")
    page.goto(topic)
    page.fill("[name=body]", "Half an answer,")
    page.get_by_role("link", name=re.compile("^Reply")).first.click()
    page.wait_for_url(re.compile("/reply"))
    assert page.input_value("[name=body]") == "Half an answer,"


def test_what_was_begun_is_kept_until_it_was_accepted(visit: Visits) -> None:
    page = visit.by("cleo")
    page.goto("/t/new")
    page.fill("[name=title]", "A cellar that is too warm")
    page.fill("[name=body]", "Half a thought,")
    page.locator("[name=category]").select_option(index=2)
    chosen = page.input_value("[name=category]")
    page.goto("/topics")
    page.goto("/t/new")
    for name, value in (
        ("title", "A cellar that is too warm"), ("body", "Half a thought,"), ("category", chosen),
    ):  # fmt: skip
        assert page.input_value(f"[name={name}]") == value
    cookies = page.context.cookies()
    page.context.clear_cookies(name="tribe")  # the session ended elsewhere
    page.locator("form[data-draft] button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto("/t/new")
    assert page.input_value("[name=body]") == "Half a thought,"
    page.locator("form[data-draft] button[type=submit]").last.click()
    expect(page.locator("h1")).to_have_text("A cellar that is too warm")
    page.goto("/t/new")
    assert [page.input_value(f"[name={name}]") for name in ("title", "body")] == ["", ""]


def test_fields_of_a_place_appear_with_the_choice_that_needs_them(visit: Visits) -> None:
    page = visit.by("cleo")
    page.goto("/events/new")
    place, address = page.locator("[name=place]"), page.locator("[name=online_url]")
    for mode, has_place, has_address in (
        ("place", True, False), ("online", False, True), ("both", True, True),
    ):  # fmt: skip
        page.check(f"[name=mode][value={mode}]")
        assert (place.is_visible(), address.is_visible()) == (has_place, has_address), mode
