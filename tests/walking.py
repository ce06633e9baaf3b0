"""Walking through the site as somebody would, by its links."""

from collections import deque
from urllib.parse import urldefrag, urlsplit

from flask.testing import FlaskClient

from tests.html import Reader, read

PAGES = 250  # as many as one walk opens


def is_here(link: str) -> bool:
    """Whether a link leads to a page of ours."""
    parts = urlsplit(link)
    return not parts.scheme and not parts.netloc and link.startswith("/")


def shape(link: str) -> str:
    """A link without its numbers: pages of one kind look alike."""
    parts = urlsplit(link)
    words = ["N" if word.isdigit() else word for word in parts.path.split("/")]
    return "/".join(words) + "?" + "&".join(sorted(p.split("=")[0] for p in parts.query.split("&")))


def walk(
    client: FlaskClient, starts: list[str], alike: int = 8, most: int = PAGES
) -> dict[str, Reader]:
    """Each HTML page reached from the starts, read; of pages with one shape only some."""
    waiting, seen, pages = deque(starts), set(starts), dict[str, Reader]()
    shapes: dict[str, int] = {}
    while waiting and len(pages) < most:
        path = waiting.popleft()
        if shapes.get(shape(path), 0) >= alike:
            continue
        shapes[shape(path)] = shapes.get(shape(path), 0) + 1
        answer = client.get(path)
        assert answer.status_code < 500, f"{path} gives {answer.status_code}"
        if answer.mimetype != "text/html" or answer.status_code >= 400:
            if 300 <= answer.status_code < 400 and is_here(answer.headers["Location"]):
                waiting.append(answer.headers["Location"])
            continue
        pages[path] = read(answer.get_data(as_text=True), path)
        for link in sorted(pages[path].links):
            target = urldefrag(link).url
            if is_here(target) and target not in seen:
                seen.add(target)
                waiting.append(target)
    return pages
