"""No mail says what its recipient is not shown on the page."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.mail.conftest import box, postal, server
from tests.notices.conftest import Hall, hall
from tests.peace.test_peace import block, first_of
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.mails import ADDRESSED, name_topics
from tribe.forum.models import Level
from tribe.mail import Mail
from tribe.mail.composing import compose
from tribe.notices.mailing import letter

__all__ = ["box", "hall", "postal", "server"]


def is_written(hall: Hall, who: str = "cleo") -> bool:
    """Whether a mail of a post is for one of the cast, and is written when it is to leave."""
    own = (Mail.member_id == hall.cast.ids[who], Mail.kind == ADDRESSED.name)
    told = select(Mail).where(*own).order_by(Mail.id).options(joinedload(Mail.address))
    mails = session.scalars(told).all()
    return bool(mails) and compose(mails[-1], ADDRESSED) is not None


def test_none_comes_of_a_topic_that_is_not_there_for_its_reader(hall: Hall) -> None:
    hall.speaks("ada")
    topic = hall.topic("dov", "Of dov")
    forum.follow(hall.cast.get("cleo"), topic, Level.WATCHING)
    hers = hall.reply("cleo", topic, "Bread")
    hall.reply("ben", topic, "@cleo butter")
    assert is_written(hall)
    block(hall)
    assert not is_written(hall)
    answer = hall.reply("ben", topic, "And jam", to=hers)
    assert not is_written(hall)
    activity = session.scalars(select(Mail.facts).order_by(Mail.id.desc())).first()
    assert activity is not None
    assert letter({"member": hall.cast.ids["cleo"], "activity": activity["activity"]}) is None
    assert name_topics(hall.cast.ids["cleo"], [answer.id]) == {}
    assert name_topics(hall.cast.ids["ines"], [answer.id]) == {answer.id: "Of dov"}


def test_who_moderates_is_told_all_the_same(hall: Hall) -> None:
    hall.speaks("ada")
    topic = hall.topic("dov", "Of dov")
    block(hall, "ben")
    hall.reply("cleo", topic, "@ben look", to=first_of(topic.id))
    assert is_written(hall, "ben")
