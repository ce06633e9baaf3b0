"""How what was reported is named to who did so, once it is gone, and what became of it."""

from flask import Flask
from flask_babel import force_locale

from tests.conftest import Cast, sign_in
from tests.notices.conftest import work
from tests.world import World, furnish
from tribe.base.db import session
from tribe.moderation import services
from tribe.moderation.models import ModerationCase, ReportKind
from tribe.moderation.services import Ruling
from tribe.moderation.subjects import show_report

REMOVE = Ruling("forum.post.remove", "It sells.", "No trade")


def test_a_post_that_was_removed_is_named_by_the_day_with_what_became_of_it(
    app: Flask, cast: Cast
) -> None:
    world: World = furnish(app, cast)
    with app.app_context():
        cast.get("cleo").locale = "en"
        made = services.report(cast.get("cleo"), "post", world.post, ReportKind.SPAM, "Sells")
        number = made.id
        services.decide(cast.get("ben"), session.get_one(ModerationCase, made.case_id), REMOVE)
        session.commit()
    with app.app_context():
        work()
    cleo = sign_in(app, cast, "cleo")
    told = cleo.get("/notices").text.partition("Your report was reviewed")[2]
    assert "your report of " in told[:60]
    assert "A moderator reviewed it: it was removed." in told
    page = cleo.get("/me/reported").text.partition(f'id="report-{number}"')[2]
    assert "Post: Spam" in page.partition("</h2>")[0]
    assert "It is no longer visible." in page.partition("</h2>")[2]
    with app.test_request_context(), force_locale("fr"):
        shown = show_report(cast.get("cleo"), number)
        assert shown is not None
        assert shown.title.startswith("votre signalement du ")
        assert shown.note.startswith("Un modérateur l’a examiné")
