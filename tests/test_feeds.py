"""Feeds are read back by another program."""

from datetime import UTC, datetime
from html import unescape

import feedparser
import pytest

from tribe.web.feeds import BEGINNING, Entry, Feed, latest, render_atom

BASE = "https://tribe.example"
FEED = Feed("/topics", "/feed.atom", "Tea & <friends>", subtitle="What is said", language="fr")
MOMENT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def entry(**changes: str) -> Entry:
    fields = {"path": "/p/7", "title": "A title", "author": "Cleo", "html": "<p>hi</p>"} | changes
    return Entry(**fields, published=MOMENT, updated=MOMENT)


def test_a_feed_is_well_formed_and_says_what_it_holds() -> None:
    read = feedparser.parse(render_atom(FEED, [entry(), entry(path="/p/6", title="Older")], BASE))
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == "Tea & <friends>"
    assert read.feed.id == f"{BASE}/topics"
    assert [link.href for link in read.feed.links if link.rel == "self"] == [f"{BASE}/feed.atom"]
    assert [one.title for one in read.entries] == ["A title", "Older"]
    assert read.entries[0].link == f"{BASE}/p/7"
    assert read.entries[0].author == "Cleo"
    assert read.entries[0].published.startswith("2026-11-22T10:30")


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    bad = "a\x00b\x0bc\x1f\ufffe\uffff\ud800d😀"
    read = feedparser.parse(
        render_atom(FEED, [entry(title=bad, author=bad, html=f"<p>{bad}</p>")], BASE)
    )
    assert not read.bozo
    assert read.entries[0].title == "abcd😀"
    assert "abcd😀" in read.entries[0].content[0].value


def test_links_of_our_own_are_whole_addresses() -> None:
    html = '<a href="/u/cleo">c</a> <a href="https://x.example/">x</a> <a href="#fn-1">1</a>'
    value = (
        feedparser.parse(render_atom(FEED, [entry(html=html)], BASE)).entries[0].content[0].value
    )
    assert f'href="{BASE}/u/cleo"' in value
    assert 'href="https://x.example/"' in value
    assert f'href="{BASE}/p/7#fn-1"' in value


def test_a_link_without_a_scheme_gets_ours() -> None:
    html = '<a href="//example.org/x">x</a>'
    (read,) = feedparser.parse(render_atom(FEED, [entry(html=html)], BASE)).entries
    assert 'href="https://example.org/x"' in read.content[0].value


@pytest.mark.parametrize(
    ("href", "whole"),
    [
        ("?q=1&amp;r=2", "/p/7?q=1&r=2"),
        ("./y", "/p/y"),
        ("../t/2#x", "/t/2#x"),
        ("t/2", "/p/t/2"),
        ("/t/1", "/t/1"),
    ],
)
def test_any_relative_address_becomes_whole(href: str, whole: str) -> None:
    html = f'<a title="a > b" href="{href}">x</a> <a href="mailto:a@b.example">m</a> href="t/2"'
    (read,) = feedparser.parse(render_atom(FEED, [entry(html=html)], BASE)).entries
    value = unescape(read.content[0].value)
    assert f'href="{BASE}{whole}"' in value
    assert 'href="mailto:a@b.example"' in value
    assert value.endswith(' href="t/2"')  # words, no address


def test_what_is_no_address_stays_as_it_is() -> None:
    (read,) = feedparser.parse(
        render_atom(FEED, [entry(html='<a href="//[x">x</a>')], BASE)
    ).entries
    assert read.content[0].value


def test_a_feed_without_entries_is_a_feed() -> None:
    read = feedparser.parse(render_atom(FEED, [], BASE))
    assert not read.bozo
    assert read.entries == []
    assert latest([]) == BEGINNING
