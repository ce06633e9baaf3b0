"""Every page, on a laptop and a phone, in both languages and themes: axe, width, one title."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Visits

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GUEST = ["/", "/topics", "/events", "/rituals", "/members", "/join", "/sign-in", "/charter"]
GUEST += ["/promises", "/fidelity", "/council", "/how-it-works", "/patterns", "/nowhere"]
MEMBER = ["/", "/topics?filter=unread", "/topics?filter=new", "/t/new", "/events/new"]
MEMBER += ["/rituals/new", "/me/profile", "/me/sessions", "/me/consent", "/me/measured"]
MEMBER += ["/reports/log", "/notices", "/new", "/me/following"]
SCREENS = [("laptop", "en", "light"), ("phone", "fr", "dark")]
RUN = """async tags => (await axe.run(document, {
    runOnly: {type: "tag", values: tags},
    resultTypes: ["violations"],  // to name every place of what is right takes most of the time
})).violations"""


@cache
def axe() -> str:
    """The program that looks for faults."""
    return AXE.read_text()


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    page.evaluate("Promise.all(document.getAnimations().map(moving => moving.finished))")
    page.evaluate(axe())
    found = page.evaluate(RUN, TAGS)
    return [
        f"{page.url}: {v['id']}: {v['nodes'][0]['html'][:160]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def first_links(page: Page) -> list[str]:
    """One topic, gathering, rite, category and member of this tribe."""
    links = []
    for path, prefix in [
        ("/topics", "/t/"),
        ("/topics", "/c/"),
        ("/events", "/events/"),
        ("/rituals", "/rituals/"),
        ("/members", "/u/"),
    ]:
        page.goto(path)
        hrefs = page.eval_on_selector_all("main a", "links => links.map(a => a.href)")
        paths = [urlsplit(href).path for href in hrefs]
        own = [p for p in paths if p.startswith(prefix) and not p.endswith(("/new", ".ics"))]
        assert own, f"{path} leads to no {prefix}"
        links.append(own[0])
    return links


@pytest.mark.parametrize(("screen", "locale", "theme"), SCREENS)
@pytest.mark.parametrize(
    ("name", "paths"),
    [
        (None, GUEST),
        ("cleo", MEMBER),
        ("ben", ["/support"]),
        ("ines", ["/reports", "/reports/log"]),
    ],
)
def test_pages_are_sound(
    request: pytest.FixtureRequest,
    visit: Visits,
    screen: str,
    locale: str,
    theme: str,
    name: str | None,
    paths: list[str],
) -> None:
    page = visit.by(name, screen=screen, locale=locale, theme=theme)
    if name in (None, "cleo"):
        paths = paths + first_links(page)
    if name == "ines":
        paths = [*paths, request.getfixturevalue("report")]
    problems: list[str] = []
    for path in paths:
        response = page.goto(path)
        assert response is not None
        assert response.status == (404 if path == "/nowhere" else 200), path
        problems += violations(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            problems.append(f"{path}: {width} px wider than the {screen}")
        if page.locator("h1").count() != 1:
            problems.append(f"{path}: not one h1")
        if page.locator("html").get_attribute("lang") != locale:
            problems.append(f"{path}: not in {locale}")
    assert not problems, "\n".join(problems)


def test_first_view_of_a_topic_is_light(visit: Visits) -> None:
    page = visit.by()
    page.goto("/topics")
    topic = page.locator("main a[href^='/t/']").first.get_attribute("href")
    page = visit.by()
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[int] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(str(topic))
    page.wait_for_load_state("networkidle")
    assert 10_000 < sum(sizes) < 120_000, sum(sizes)


def test_screenshots_are_taken(visit: Visits, tmp_path: Path) -> None:
    page = visit.by()
    page.goto("/")
    assert len(page.screenshot(path=tmp_path / "home.png")) > 20_000
