"""Titles as they stand in addresses."""

import pytest

from tribe.forum.slugs import make_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, world!", "hello-world"),
        ("L’œuvre à Noël – déjà ?", "l-oeuvre-a-noel-deja"),
        ("Straße & Ångström", "strasse-angstrom"),
        ("???", "topic"),
        ("Привет", "topic"),
        ("Reply", "reply-topic"),
        ("new", "new-topic"),
        ("Split", "split-topic"),
        ("x" * 200, "x" * 80),
        ("a " * 100, ("a-" * 40)[:-1]),
        ("../../etc", "etc"),
        ("<script>", "script"),
    ],
)
def test_a_slug_is_plain(title: str, slug: str) -> None:
    assert make_slug(title) == slug
