"""Moderators rename, merge and remove tags, for all topics at once, and take it back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.base.errors import Forbidden, NotFound, RuleBroken
from tribe.forum import queries, services
from tribe.forum.models import Post, Tag, Topic, TopicTag


def tagged(forum: Forum, *tags: str) -> Topic:
    """A topic with tags."""
    room = queries.get_category_tree().by_slug.get("hall") or forum.room()
    topic = services.create_topic(forum.cast.get("cleo"), room, "Of loaves", "Words", tags=tags)
    session.commit()
    return topic


def tag(name: str) -> Tag:
    """The tag of a name."""
    found = queries.find_tag(name)
    assert found is not None
    return found


def last_entry() -> AuditEntry:
    """What the audit said last."""
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()  # type: ignore[return-value]


def test_a_tag_is_renamed_and_has_its_name_back(forum: Forum, cast: Cast) -> None:
    topic, ben = tagged(forum, "braed"), cast.get("ben")
    services.rename_tag(ben, tag("braed"), "Bread")
    assert queries.tags_of(topic.id) == ("bread",)
    assert queries.find_tag("braed") is None
    entry = last_entry()
    assert (entry.kind, entry.facts) == ("tag.renamed", {"before": "braed", "after": "bread"})
    services.undo_tag(ben, entry)
    assert queries.tags_of(topic.id) == ("braed",)
    with pytest.raises(RuleBroken, match="changed_since"):
        services.undo_tag(ben, entry)


def test_no_two_tags_have_one_name(forum: Forum, cast: Cast) -> None:
    tagged(forum, "bread", "loaves")
    with pytest.raises(RuleBroken, match="tag_taken"):
        services.rename_tag(cast.get("ben"), tag("loaves"), "BREAD")
    with pytest.raises(RuleBroken, match="unfit"):
        services.rename_tag(cast.get("ben"), tag("loaves"), "c++")


def test_merged_tags_are_one_and_come_apart_as_they_were(forum: Forum, cast: Cast) -> None:
    both, one, ben = tagged(forum, "bread", "loaves"), tagged(forum, "loaves"), cast.get("ben")
    other = tagged(forum, "bread")
    services.merge_tag(ben, tag("loaves"), tag("bread"))
    merged = last_entry()
    for topic in (both, one, other):
        assert queries.tags_of(topic.id) == ("bread",)
    assert tag("loaves").name == "bread"
    assert queries.tags_of(tagged(forum, "Loaves").id) == ("bread",)
    services.undo_tag(ben, merged)
    assert queries.tags_of(both.id) == ("bread", "loaves")
    assert queries.tags_of(one.id) == ("loaves",)
    assert queries.tags_of(other.id) == ("bread",)
    with pytest.raises(RuleBroken, match="in_itself"):
        services.merge_tag(ben, tag("bread"), tag("bread"))


def test_what_was_merged_before_follows_and_comes_back(forum: Forum, cast: Cast) -> None:
    topic, ben = tagged(forum, "aa"), cast.get("ben")
    tagged(forum, "bb", "cc")
    services.merge_tag(ben, tag("aa"), tag("bb"))
    first = last_entry()
    services.merge_tag(ben, tag("bb"), tag("cc"))
    second = last_entry()
    assert queries.tags_of(topic.id) == ("cc",)
    assert tag("aa").name == "cc"
    services.undo_tag(ben, second)
    assert queries.tags_of(topic.id) == ("bb",)
    assert tag("aa").name == "bb"
    services.undo_tag(ben, first)
    assert queries.tags_of(topic.id) == ("aa",)


def test_an_author_who_took_a_merged_tag_away_does_not_get_it_back(
    forum: Forum, cast: Cast
) -> None:
    topic, ben = tagged(forum, "loaves"), cast.get("ben")
    tagged(forum, "bread")
    services.merge_tag(ben, tag("loaves"), tag("bread"))
    merged = last_entry()
    services.edit(cast.get("cleo"), queries.find_first(topic.id), "Words", tags=["salt"])
    services.undo_tag(ben, merged)
    assert queries.tags_of(topic.id) == ("salt",)


def test_a_removed_tag_comes_back_with_its_topics_also_where_it_was_made_anew(
    forum: Forum, cast: Cast
) -> None:
    topic, ben = tagged(forum, "bread", "salt"), cast.get("ben")
    services.remove_tag(ben, tag("bread"))
    removed = last_entry()
    assert queries.tags_of(topic.id) == ("salt",)
    services.undo_tag(ben, removed)
    assert queries.tags_of(topic.id) == ("bread", "salt")
    services.remove_tag(ben, tag("bread"))
    removed = last_entry()
    anew = tagged(forum, "bread")
    assert queries.tags_of(topic.id) == ("salt",)
    assert queries.tags_of(anew.id) == ("bread",)
    services.undo_tag(ben, removed)
    assert queries.tags_of(topic.id) == ("bread", "salt")
    assert queries.tags_of(anew.id) == ("bread",)
    with pytest.raises(RuleBroken, match="changed_since"):
        services.undo_tag(ben, removed)


def rows() -> set[tuple[int, int, int | None]]:
    """The tags of all topics, as the table has them."""
    columns = (TopicTag.topic_id, TopicTag.tag_id, TopicTag.merged_from_id)
    return {(row[0], row[1], row[2]) for row in session.execute(select(*columns))}


@pytest.mark.parametrize("typed", ["bread", "loaves"])
def test_what_began_again_has_exactly_its_former_topics_and_the_new_ones(
    app: Flask, forum: Forum, cast: Cast, typed: str
) -> None:
    tagged(forum, "bread", "salt"), tagged(forum, "loaves"), tagged(forum, "bread")
    ben, before_all = cast.get("ben"), rows()
    services.merge_tag(ben, tag("loaves"), tag("bread"))
    before, bread = rows(), tag("bread").id
    assert len(before) == len(before_all) + 1
    services.remove_tag(ben, tag("bread"))
    first = last_entry()
    anew = tagged(forum, typed)
    assert {row for row in rows() if row[1] == bread} == {(anew.id, bread, None)}
    services.remove_tag(ben, tag("bread"))
    second = last_entry()
    with pytest.raises(RuleBroken, match="changed_since"):
        services.undo_tag(ben, first)  # the later one is taken back before
    last = tagged(forum, "bread")
    session.commit()
    page = sign_in(app, cast, "ben").get("/admin/tags").text
    assert f"/admin/tags/undo/{first.id}" in page
    for entry in (first, second):
        services.undo_tag(ben, entry)
        with pytest.raises(RuleBroken, match="changed_since"):
            services.undo_tag(ben, entry)
    assert rows() == before | {(anew.id, bread, None), (last.id, bread, None)}
    session.commit()
    assert f"/admin/tags/undo/{first.id}" not in sign_in(app, cast, "ben").get("/admin/tags").text


def test_what_changed_since_a_tag_began_again_stays(forum: Forum, cast: Cast) -> None:
    taken, gone, kept = (tagged(forum, "bread") for _ in range(3))
    came, ben, cleo = tagged(forum, "loaves"), cast.get("ben"), cast.get("cleo")
    services.merge_tag(ben, tag("loaves"), tag("bread"))
    merged = last_entry()
    services.remove_tag(ben, tag("bread"))
    removed = last_entry()
    services.edit(cleo, queries.find_first(taken.id), "Words", tags=["bread"])
    services.edit(cleo, queries.find_first(taken.id), "Words", tags=[])
    session.execute(delete(Post).where(Post.topic_id == gone.id))
    session.execute(delete(Topic).where(Topic.id == gone.id))
    services.undo_tag(ben, merged)
    services.undo_tag(ben, removed)
    assert queries.tags_of(taken.id) == ()
    assert queries.tags_of(kept.id) == ("bread",)
    assert queries.tags_of(came.id) == ("loaves",)
    assert {row[0] for row in rows()} == {kept.id, came.id}


def test_a_removed_tag_begins_again_under_its_own_name(
    app: Flask, forum: Forum, cast: Cast, client: FlaskClient
) -> None:
    both, ben = tagged(forum, "aaa", "bbb"), cast.get("ben")
    services.merge_tag(ben, tag("aaa"), tag("bbb"))
    merged = last_entry()
    services.remove_tag(ben, tag("bbb"))
    anew = tagged(forum, "AAA")
    assert queries.tags_of(anew.id) == ("bbb",)  # what its name means
    assert queries.tags_of(both.id) == ()  # with none of its topics
    services.undo_tag(ben, merged)
    session.commit()
    assert queries.tags_of(both.id) == ("aaa",)
    assert sorted(session.scalars(select(Tag.name).where(Tag.gone_at.is_(None)))) == ["aaa", "bbb"]
    assert client.get("/tags/bbb").status_code == 200


def test_the_name_of_a_removed_tag_is_not_taken_from_it(
    app: Flask, forum: Forum, cast: Cast
) -> None:
    first, second, third = (tagged(forum, name) for name in ("ddd", "eee", "fff"))
    ben = cast.get("ben")
    services.merge_tag(ben, tag("ddd"), tag("eee"))
    merged = last_entry()
    services.remove_tag(ben, tag("eee"))
    removed = last_entry()
    for name in ("eee", "ddd"):  # its own, and one that means it
        with pytest.raises(RuleBroken, match="tag_kept"):
            services.rename_tag(ben, tag("fff"), name)
    session.commit()
    page = sign_in(app, cast, "ben").get("/admin/tags").text
    assert f"/admin/tags/undo/{merged.id}" in page
    assert f"/admin/tags/undo/{removed.id}" in page
    services.undo_tag(ben, removed)
    assert queries.tags_of(first.id) == queries.tags_of(second.id) == ("eee",)
    services.undo_tag(ben, merged)
    assert queries.tags_of(first.id) == ("ddd",)
    assert queries.tags_of(third.id) == ("fff",)


def test_a_name_is_given_back_by_none_that_was_removed_since(forum: Forum, cast: Cast) -> None:
    topic, ben = tagged(forum, "braed"), cast.get("ben")
    services.rename_tag(ben, tag("braed"), "bread")
    renamed = last_entry()
    other = tagged(forum, "braed")
    services.remove_tag(ben, tag("braed"))
    removed = last_entry()
    with pytest.raises(RuleBroken, match="tag_kept"):
        services.undo_tag(ben, renamed)
    services.undo_tag(ben, removed)
    assert queries.tags_of(topic.id) == ("bread",)
    assert queries.tags_of(other.id) == ("braed",)


def test_a_name_refused_tells_nothing_of_a_tag_behind_closed_doors(
    forum: Forum, cast: Cast
) -> None:
    tagged(forum, "bread", "salt", "loaves")
    attic = forum.room("attic", admin=(True, True, True))
    services.create_topic(cast.get("ada"), attic, "Money", "Words", tags=["money", "gold"])
    services.merge_tag(cast.get("ada"), tag("gold"), tag("money"))
    services.remove_tag(cast.get("ben"), tag("salt"))
    said = set()
    for name in ("salt", "money", "gold"):  # removed, and there where he does not see it
        with pytest.raises(RuleBroken) as refusal:
            services.rename_tag(cast.get("ben"), tag("bread"), name)
        said.add(refusal.value.code)
    assert said == {"forum.tag_kept"}
    with pytest.raises(RuleBroken, match="tag_taken"):
        services.rename_tag(cast.get("ada"), tag("bread"), "money")
    tagged(forum, "money")  # what the words say to do
    services.merge_tag(cast.get("ben"), tag("bread"), tag("money"))
    assert tag("bread").name == "money"


def test_members_arrange_no_tags(forum: Forum, cast: Cast) -> None:
    tagged(forum, "bread", "salt")
    cleo = cast.get("cleo")
    with pytest.raises(Forbidden):
        services.rename_tag(cleo, tag("bread"), "loaves")
    with pytest.raises(Forbidden):
        services.merge_tag(cleo, tag("bread"), tag("salt"))
    with pytest.raises(Forbidden):
        services.remove_tag(cleo, tag("bread"))


def test_what_is_no_change_of_a_tag_is_not_taken_back(forum: Forum, cast: Cast) -> None:
    tagged(forum, "bread")
    services.remove_tag(cast.get("ben"), tag("bread"))
    services.undo_tag(cast.get("ben"), last_entry())
    with pytest.raises(NotFound):
        services.undo_tag(cast.get("ben"), last_entry())  # that it was taken back


def test_the_pages_do_it(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context():
        forum = Forum(cast)
        tagged(forum, "braed", "loaves")
        attic = forum.room("attic", admin=(True, True, True))
        services.create_topic(cast.get("ada"), attic, "Money", "Words", tags=["money"])
        session.commit()
    ben = sign_in(app, cast, "ben")
    assert ben.get("/tags/money/edit").status_code == 404
    assert ben.post("/tags/braed/merge", data={"into": "money"}).status_code == 422
    refused = ben.post("/tags/braed/edit", data={"name": "loaves"})
    assert refused.status_code == 409
    assert 'value="loaves"' in refused.text
    assert ben.post("/tags/braed/edit", data={"name": "bread"}).location == "/tags/bread"
    assert ben.post("/tags/loaves/merge", data={"into": "bread"}).location == "/tags/bread"
    assert client.get("/tags/loaves").location == "/tags/bread"
    assert ben.post("/tags/bread/remove").location == "/admin/tags"
    assert client.get("/tags/bread").status_code == 404
    page = ben.get("/admin/tags").text
    assert "braed → bread" in page
    assert page.count("/admin/tags/undo/") == 2  # the removal and the merger
    with app.app_context():
        entry = last_entry().id
    assert ben.post(f"/admin/tags/undo/{entry}").status_code == 303
    assert client.get("/tags/bread").status_code == 200
    ada = sign_in(app, cast, "ada")
    assert ada.post("/tags/money/remove").status_code == 303
    assert "money" not in ben.get("/admin/tags").text
    assert "money" in ada.get("/admin/tags").text
    assert "a tag removed" in ada.get("/admin/audit").text
    assert 'href="/admin/tags"' in ada.get("/admin").text
    assert sign_in(app, cast, "cleo").get("/admin/tags").status_code == 403
