"""A real server with the demo tribe, and real Chromium before it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import house
from tests.serving import TRIBE, begin, free_port, wait_until_ready
from tribe.demo.keeping import Keeping

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWPORTS = {"laptop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@dataclass(frozen=True)
class Site:
    """A running demo: where it answers, and the password of its cast."""

    url: str
    password: str
    data_dir: Path


@pytest.fixture(scope="session")
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The demo as `bin/demo` serves it, or a copy of TRIBE_TEST_DEMO's; or a small house."""
    data_dir = tmp_path_factory.mktemp("demo")
    environ = {"TRIBE_DATA_DIR": str(data_dir)}
    if request.config.getoption("--house") == "small":
        command, password = "serve", house.build(data_dir)
        environ["TRIBE_SECRET_KEY"] = house.SECRET
    else:
        shutil.copytree(request.getfixturevalue("told_demo"), data_dir, dirs_exist_ok=True)
        command, password = "demo", Keeping(data_dir).password
    port = free_port()
    environ |= {"TRIBE_BASE_URL": f"http://127.0.0.1:{port}", "TRIBE_PUSH": "private"}
    with (data_dir / "server.log").open("wb") as log:
        server = begin(
            [TRIBE, command, "--port", port],
            environ,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, server)
        yield Site(url, password, data_dir)
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as Debian has it; where it is absent these tests cannot run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have Chromium")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def report(browser: Browser, site: Site) -> str:
    """The path of the demo's newest report, once the server has made it."""
    visits = Visits(browser, site)
    page = visits.by("ines")
    page.goto("/reports")
    path = page.locator("main a[href^='/reports/']").evaluate_all(
        "links => links.map(a => a.getAttribute('href')).filter(h => /\\d+$/.test(h))[0]"
    )
    page.goto(path)
    expect(page.locator("main svg").first).to_be_visible(timeout=300_000)
    visits.close()
    return str(path)


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator["Visits"]:
    """Opens readers of every kind, and sees to it that no page logged an error."""
    visits = Visits(browser, site)
    yield visits
    visits.close()


class Visits:
    """Readers of the site: who, by which screen, in which language, with or without scripts."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser = browser
        self.site = site
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ("status of 4",)  # parts of what is no fault

    def by(
        self,
        name: str | None = None,
        *,
        screen: str = "laptop",
        locale: str = "en",
        scripts: bool = True,
        theme: str = "light",
    ) -> Page:
        """A page in a browser of its own, signed in if a name is given."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport=VIEWPORTS[screen],  # type: ignore[arg-type]
            locale={"en": "en-GB", "fr": "fr-FR"}[locale],
            java_script_enabled=scripts,
            color_scheme=theme,  # type: ignore[arg-type]
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._listen)
        if name is not None:
            self.sign_in(page, name)
        return page

    def sign_in(self, page: Page, name: str) -> None:
        """Sign in on a page by the password that all of the cast have."""
        page.goto("/sign-in")
        self.fill_in(page, name)

    def fill_in(self, page: Page, name: str) -> None:
        """Send the form of signing in that a page shows."""
        page.fill("[name=login]", name)
        page.fill("[name=password]", self.site.password)
        page.click("main form button[type=submit]")
        page.wait_for_url(lambda url: "sign-in" not in url)

    def _listen(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind == "error" and not any(part in text for part in self.expected):
            self.complaints.append(text)

    def close(self) -> None:
        """Close every browser; a script error or a refused script fails the test."""
        for context in self.contexts:
            context.close()
        assert not self.complaints, self.complaints
