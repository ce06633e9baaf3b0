"""Who reported two posts of one topic, or handles them, can tell them from each other."""

from flask import Flask

from tests.conftest import Cast
from tests.moderation.test_local import Quarter, enter, quarter
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.moderation import services
from tribe.moderation.models import ReportKind

__all__ = ["quarter"]


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_reports_of_one_topic_name_author_and_first_words_while_they_stand(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    topic, ines = quarter.topics[0], cast.get("ines")
    said = {"dov": "zqxfirst of all", "cleo": "zqxsecond and last"}
    posts = {name: forum.reply(cast.get(name), topic, words) for name, words in said.items()}
    session.commit()
    reader = enter(app, cast, "ines")
    for name, post in posts.items():
        asked = main(reader.get(f"/p/{post.id}/report").text)
        assert (name in asked, said[name] in asked) == (True, True)
        services.report(ines, "post", post.id, ReportKind.HARM)
    session.commit()
    listed = main(reader.get("/me/reported").text)
    for name, words in said.items():
        assert (name in listed, words in listed) == (True, True)
    forum.remove(cast.get("dov"), posts["dov"])
    session.commit()
    listed = main(reader.get("/me/reported").text)
    assert (">dov<" in listed, said["dov"] in listed, said["cleo"] in listed) == (True, False, True)


def test_other_cases_of_an_author_are_told_apart_by_their_words(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    topic, ines = quarter.topics[0], cast.get("ines")
    cases = []
    for words in ("zqxfirst of all", "zqxsecond and last"):
        post = forum.reply(cast.get("dov"), topic, words)
        cases.append(services.report(ines, "post", post.id, ReportKind.HARM).case_id)
    session.commit()
    page = enter(app, cast, "ben").get(f"/moderation/cases/{cases[0]}").text
    assert "zqxsecond and last" in page.partition('id="others"')[2]
