"""Moderators find a quarrel under the topic in which it lies now, also who takes it over."""

import pytest
from flask import Flask

from tests.aside.test_aside import Quarrel, quarrel
from tests.conftest import sign_in
from tribe.access import Role
from tribe.aside import queries, services
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category

__all__ = ["quarrel"]


@pytest.mark.parametrize("is_merged_on", [False, True])
def test_the_list_has_title_and_address_of_what_its_topic_was_merged_into(
    app: Flask, quarrel: Quarrel, is_merged_on: bool
) -> None:
    cast, own = quarrel.cast, quarrel.topic
    cast.get("ines").role = Role.MODERATOR
    ben, ines = cast.get("ben"), cast.get("ines")
    aside = quarrel.step_aside()
    hall = session.get_one(Category, own.category_id)
    into = forum.create_topic(cast.get("cleo"), hall, "Of bread", "And flour")
    merged = forum.merge_topic(ben, own, into.id)
    place = into
    if is_merged_on:
        place = forum.create_topic(cast.get("cleo"), hall, "Of all that is baked", "And more")
        forum.merge_topic(ben, into, place.id)
    services.take_over(ines, aside, "Ben is away")
    session.commit()
    (row,) = queries.list_asides(ines).rows
    assert (row.topic_id, row.title, row.category_id) == (place.id, place.title, hall.id)
    assert row.merged == own.title
    for name in ("ines", "ben"):
        page = sign_in(app, cast, name).get("/asides").text
        assert f'href="/t/{place.id}" dir="auto">{place.title}</a>' in page
        assert f"{own.title} was merged into it" in page
        assert f'href="/t/{own.id}' not in page
    if not is_merged_on:
        forum.unmerge_topic(ben, own, merged)
        session.commit()
        (row,) = queries.list_asides(ines).rows
        assert (row.topic_id, row.title, row.merged) == (own.id, own.title, None)
