"""The list of tags is offered for each of several words, by keyboard and by hand, and is heard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visits
from tests.browser.test_live import House
from tests.browser.test_pages import violations


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("house"))
    built.begin()
    yield built
    built.kill()


@pytest.fixture
def visits(browser: Browser, own: House) -> Iterator[Visits]:
    opened = Visits(browser, own.site)
    yield opened
    opened.close()


def begin(page: Page, title: str, tags: str) -> None:
    page.goto("/t/new")
    page.fill("[name=title]", title)
    page.fill("[name=body]", "Words enough to be one.")
    page.locator("[name=category]").select_option(index=1)
    page.fill("[name=tags]", tags)
    page.click("main form.form button[type=submit]")
    expect(page.locator("h1")).to_have_text(title)


def test_each_of_several_tags_is_offered_by_keyboard_and_by_hand(visits: Visits) -> None:
    cleo = visits.by("cleo")
    begin(cleo, "Of before", "bread, brioche, rye")
    cleo.goto("/t/new")
    field = cleo.get_by_role("combobox", name="Tags")
    options = cleo.get_by_role("listbox", name="Tags").get_by_role("option")
    field.press_sequentially("br")
    expect(options).to_have_text(["bread", "brioche"])
    expect(cleo.locator("[name=tags] ~ [role=status]")).to_have_text("2 tags to choose from")
    assert field.get_attribute("aria-expanded") == "true"
    assert violations(cleo) == []
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert cleo.locator(f"[id='{active}'][aria-selected=true]").inner_text() == "bread"
    field.press("Enter")
    expect(field).to_have_value("bread, ")
    expect(options).to_have_count(0)
    assert field.get_attribute("aria-expanded") == "false"
    field.press_sequentially("BR")
    expect(options).to_have_text(["brioche"])  # bread stands there already
    options.first.click()
    expect(field).to_have_value("bread, brioche, ")
    field.press_sequentially("ry")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("bread, brioche, ry")
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("bread, brioche, rye, ")
    assert cleo.url.endswith("/t/new")  # Enter chose, and sent nothing
    cleo.fill("[name=title]", "Of loaves")
    cleo.fill("[name=body]", "Words enough to be one.")
    cleo.locator("[name=category]").select_option(index=1)
    cleo.click("main form.form button[type=submit]")
    expect(cleo.locator(".keyword")).to_have_text(["bread", "brioche", "rye"])


def test_a_word_in_the_middle_is_completed_where_it_stands(visits: Visits) -> None:
    cleo = visits.by("cleo", screen="phone", locale="fr")
    begin(cleo, "Of rolls", "bread, rye")
    cleo.goto("/t/new")
    field = cleo.get_by_role("combobox", name="Étiquettes")
    field.fill("salt, r, oil")
    field.evaluate("field => field.setSelectionRange(7, 7)")
    field.press("ArrowDown")
    expect(cleo.locator("[name=tags] ~ [role=status]")).to_have_text("Une étiquette à choisir")
    field.press("Enter")
    expect(field).to_have_value("salt, rye, oil")


def test_without_script_the_browsers_own_list_offers_the_first(visits: Visits) -> None:
    page = visits.by("cleo", scripts=False)
    page.goto("/t/new")
    assert page.locator("[name=tags]").get_attribute("list") == "tags"
    assert page.locator("[name=tags]").get_attribute("role") is None
