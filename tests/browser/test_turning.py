"""What is typed in any form is there still once another language or theme was chosen."""

import re

from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.test_live import own, visits

__all__ = ["own", "visits"]

# Every text that may be typed into a form that is sent; no password, which no script keeps.
TYPE = """() => [...document.querySelectorAll("main form[method=post]")].flatMap((form) =>
  [...form.elements].filter((one) => one.name && !one.readOnly
    && one.matches("textarea, input[type=text], input[type=email], input:not([type])"))
  .map((one) => {
    one.value = "zqx@typed.invalid";
    one.dispatchEvent(new Event("input", { bubbles: true }));
    return `${form.getAttribute("action")} ${one.name}`;
  }))"""
STANDING = """() => [...document.querySelectorAll("main form[method=post]")].flatMap((form) =>
  [...form.elements].filter((one) => one.value === "zqx@typed.invalid")
  .map((one) => `${form.getAttribute("action")} ${one.name}`))"""
LEAST = 40  # forms with words in them, so that a page that is not drawn is missed


def turned(page: Page, address: str) -> tuple[list[str], list[str]]:
    """What was typed on a page, and what of it stands after both choices of the foot."""
    page.goto(address)
    typed = page.evaluate(TYPE)
    if not typed:
        return [], []
    lang = page.locator("html").get_attribute("lang")
    other = {"en": "fr", "fr": "en"}[lang or ""]
    with page.expect_navigation():
        page.locator(f".foot [name=locale][value={other}]").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    with page.expect_navigation():
        page.locator(".foot [name=theme][aria-pressed=false]").first.click()
    return typed, page.evaluate(STANDING)


def test_words_outlive_another_language_and_theme(bare_app: Flask, visits: Visits) -> None:
    plain = {
        rule.rule
        for rule in bare_app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not re.search(r"\.", rule.rule)
    }
    page = visits.by("ada")
    page.goto("/u/dov")
    page.locator("main a[href^='/moderation/members/']").first.click()
    there = [page.url, *sorted(plain)]
    asked = [(page, one) for one in there]
    guest = visits.by(None)
    asked += [(guest, "/report"), (guest, "/ask"), (guest, "/join")]
    count, lost = 0, {}
    for reader, address in asked:
        answer = reader.request.get(address, max_redirects=0)
        if answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        typed, standing = turned(reader, address)
        count += len(typed)
        if typed != standing:
            lost[address] = sorted(set(typed) - set(standing))
    assert not lost
    assert count > LEAST


def test_a_case_keeps_what_is_typed_again_after_it_was_refused(visits: Visits) -> None:
    cleo = visits.by("cleo")
    cleo.goto("/u/dov")
    cleo.locator("main summary", has_text="Report").click()
    cleo.wait_for_timeout(3_100)
    cleo.click("main button[name=kind][value=harm]")
    page = visits.by("ben")
    page.goto("/moderation")
    page.locator(".case__title a", has_text="dov").first.click()
    page.check("[name=act][value='members.member.silence']")
    page.fill("[name=rule]", "zqxfirst")
    page.click("#case-decide button >> nth=0")
    expect(page.locator(".summary")).to_be_visible()
    page.fill("[name=why]", "zqxwhy")
    page.fill("[name=days]", "7")
    turn = page.locator(".foot [name=locale][value=fr]")
    with page.expect_navigation():
        turn.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("[name=why]")).to_have_value("zqxwhy")
    expect(page.locator("[name=days]")).to_have_value("7")
    expect(page.locator("[name=rule]")).to_have_value("zqxfirst")
    expect(page.locator("[name=act]:checked")).to_have_value("members.member.silence")
