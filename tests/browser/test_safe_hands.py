"""The pages of moderation and of peace, as members and moderators: axe, width, keys, live count."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.test_live import SOON, begin_topic, link_of, own, visits
from tests.browser.test_pages import SCREENS, violations

__all__ = ["own", "visits"]
MEMBER = ["/moderation/decisions", "/moderation/log", "/transparency", "/report", "/me/held"]
MEMBER += ["/me/looks", "/me/blocks", "/me/reported", "/conversations", "/conversations/new"]
MODERATOR = ["/moderation", "/moderation?marked=all", "/moderation?state=decided", "/support"]
MODERATOR += ["/moderation/appeals", "/moderation/log", "/transparency", "/moderation/held"]
MODERATOR += ["/asides", "/me/looks"]
LEADS = {  # lists, and what of theirs is opened too
    "cleo": [
        ("/moderation/decisions", r"/moderation/decisions/\d+"),
        ("/conversations", r"/conversations/\d+"),
        ("/topics", r"/t/\d+[^#?]*"),
        ("/members", r"/u/dov"),
    ],
    "ben": [
        ("/moderation", r"/moderation/cases/\d+"),
        ("/moderation/appeals", r"/moderation/appeals/\d+"),
        ("/moderation/log", r"/moderation/log/\d+"),
        ("/topics", r"/t/\d+[^#?]*"),
    ],
}


def leads(page: Page, name: str) -> list[str]:
    """The first thing of each list that has one, and what can be done there by a page."""
    found = []
    for path, pattern in LEADS[name]:
        page.goto(path)
        hrefs = page.eval_on_selector_all("main a", "a => a.map(one => one.getAttribute('href'))")
        own_ones = [one for one in hrefs if one and re.fullmatch(pattern, one)]
        found += own_ones[:1]
        if own_ones and "/t/" in own_ones[0]:
            number = re.findall(r"\d+", own_ones[0])[0]
            found += [f"/t/{number}/aside", f"/t/{number}/split"] if name == "ben" else []
        if own_ones and own_ones[0].startswith("/moderation/decisions/"):
            found.append(f"{own_ones[0]}/appeal")
    return found


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize(("screen", "locale", "theme"), SCREENS)
@pytest.mark.parametrize(("name", "paths"), [("cleo", MEMBER), ("ben", MODERATOR)])
def test_pages_of_moderation_are_sound(
    visits: Visits, screen: str, locale: str, theme: str, name: str, paths: list[str]
) -> None:
    page = visits.by(name, screen=screen, locale=locale, theme=theme)
    problems: list[str] = []
    for path in [*paths, *leads(page, name)]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        problems += violations(page)
        if is_too_wide(page):
            problems.append(f"{path}: wider than the {screen}")
        if page.locator("h1").count() != 1:
            problems.append(f"{path}: not one h1")
    assert not problems, "\n".join(problems)


def report_a_post(visits: Visits) -> None:
    """Dov writes, and Cleo says that it is spam."""
    writer, reporter = visits.by("dov"), visits.by("cleo", screen="phone")
    begin_topic(writer, "Buy my bread")
    reporter.goto(f"{link_of(writer, 1)}/report")
    reporter.locator("main button[value=spam], main [name=kind][value=spam]").first.click()
    send = reporter.locator("main form.form button[type=submit]")
    if "/report" in reporter.url and send.count():
        send.first.click()
    reporter.wait_for_url(lambda url: "/report" not in url)


def test_a_case_is_decided_by_keys_and_others_see_the_count_change(visits: Visits) -> None:
    other, keeper = visits.by("ada"), visits.by("ben")
    other.goto("/how-it-works")
    number = other.locator("[data-queue] .bell__number")
    before = int(number.inner_text() or 0)
    report_a_post(visits)
    expect(number).to_have_text(str(before + 1), timeout=SOON)
    keeper.goto("/moderation")
    keeper.keyboard.press("k")  # the latest stands last
    expect(keeper.locator("[data-row] a:focus")).to_have_text("Buy my bread")
    keeper.keyboard.press("Enter")
    keeper.wait_for_url("**/moderation/cases/*")
    keeper.keyboard.press("n")
    expect(keeper.locator("[name=act][value='moderation.none']")).to_be_checked()
    keeper.keyboard.press("w")
    expect(keeper.locator("textarea[name=why]")).to_be_focused()
    keeper.keyboard.type("He may say where bread is sold")  # letters are letters there
    for _turn in range(12):
        keeper.keyboard.press("Tab")
        if keeper.evaluate("document.activeElement.dataset.key") == "d":
            break
    keeper.keyboard.press("Enter")
    expect(keeper.get_by_text("Decided: it stays")).to_be_visible()
    expect(number).to_have_text(str(before), timeout=SOON)
    keeper.keyboard.press("Tab")  # begins at the top of the page that came
    expect(keeper.locator(".skip:focus")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 390])
def test_the_head_stands_in_one_row_on_the_phone_of_who_moderates(
    visits: Visits, width: int
) -> None:
    keeper = visits.by("ben", screen="phone")
    keeper.set_viewport_size({"width": width, "height": 844})
    for language in ("fr", "en"):
        keeper.goto("/events")
        keeper.locator(f"footer button[value={language}]").click()
        parts = ".head__name", ".head__search .button", "[data-queue]", ".head__tools summary"
        boxes = [keeper.locator(part).first.bounding_box() for part in parts]
        middles = []
        for box in boxes:
            assert box is not None
            assert min(box["width"], box["height"]) >= 24
            middles.append(box["y"] + box["height"] / 2)
        assert max(middles) - min(middles) < 6
        assert not is_too_wide(keeper)
        count = keeper.locator("[data-queue] .bell__number")
        count.evaluate("one => { one.hidden = false; one.textContent = '12' }")
        number, picture = count.bounding_box(), boxes[-1]
        assert number is not None
        assert picture is not None
        assert number["x"] + number["width"] <= picture["x"] + 0.5


def test_words_typed_in_a_case_outlive_its_buttons_and_another_language(visits: Visits) -> None:
    report_a_post(visits)
    keeper = visits.by("ben")
    keeper.goto("/moderation")
    keeper.get_by_role("link", name="Buy my bread").last.click()
    keeper.locator("textarea[name=why]").fill("He may say so")
    keeper.locator("textarea[name=words]").fill("Looked at twice")
    keeper.get_by_role("button", name="Add note").click()
    expect(keeper.locator("#case-notes")).to_contain_text("Looked at twice")
    keeper.locator("footer button[value=fr]").click()
    expect(keeper.locator("html")).to_have_attribute("lang", "fr")
    expect(keeper.locator("textarea[name=why]")).to_have_value("He may say so")
    expect(keeper.locator("textarea[name=words]")).to_have_value("")
    keeper.locator("footer button[value=en]").click()
    expect(keeper.locator("html")).to_have_attribute("lang", "en")
