"""Browsers in words, so that members recognise the places where they are signed in."""

from flask_babel import gettext as _

# The first that fits: browsers and systems claim to be their forebears too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Vivaldi": "Vivaldi",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chromium": "Chromium",
    "Chrome": "Chrome",
    "Safari": "Safari",
    "curl": "curl",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def read_agent(user_agent: str) -> str:
    """What a browser says of itself, as "Firefox on Linux"; as little as helps to recognise it."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return " on ".join(part for part in (browser, system) if part)


def agent_words(agent: str) -> str:
    """The same in the reader's language."""
    browser, on, system = agent.partition(" on ")
    if on:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return agent or str(_("A browser we do not know"))
