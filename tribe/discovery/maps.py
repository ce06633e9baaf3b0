"""Maps of the place for crawlers, as sitemaps.org has them."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from tribe.web.discovery import Mapped

CONTENT_TYPE = "application/xml; charset=utf-8"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_index(parts: Iterable[Mapped], base: str) -> bytes:
    """The map of maps: `parts` has the path of each."""
    return _write("sitemapindex", "sitemap", parts, base)


def write_part(pages: Iterable[Mapped], base: str) -> bytes:
    """One map of pages."""
    return _write("urlset", "url", pages, base)


def _write(root: str, entry: str, places: Iterable[Mapped], base: str) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">']
    lines += [
        f"<{entry}><loc>{escape(base + one.path)}</loc>{_changed(one.changed_at)}</{entry}>"
        for one in places
    ]
    return "\n".join([*lines, f"</{root}>", ""]).encode()


def _changed(moment: datetime | None) -> str:
    return f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""
