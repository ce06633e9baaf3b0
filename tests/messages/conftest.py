"""What tests of private conversations stand on."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tribe.base.db import session
from tribe.members.models import Member
from tribe.messages import services
from tribe.messages.models import Conversation, PrivateMessage


class Talk:
    """Members who write to each other by the verbs."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def who(self, name: str) -> Member:
        return self.cast.get(name)

    def begin(self, writer: str, *readers: str, body: str = "Will you come?") -> Conversation:
        others = [self.who(name) for name in readers]
        return services.begin(self.who(writer), others, "A word", body)

    def agreed(self, writer: str, *readers: str) -> Conversation:
        """A conversation in which everybody is."""
        begun = self.begin(writer, *readers)
        for name in readers:
            if services.read_place(self.who(name), begun.id).standing == "asked":
                services.accept(self.who(name), begun.id)
        return begun

    def write(self, writer: str, at: Conversation, body: str = "I come") -> PrivateMessage:
        return services.write(self.who(writer), at.id, body)

    def said(self, conversation_id: int) -> list[str]:
        of_it = PrivateMessage.conversation_id == conversation_id
        chosen = select(PrivateMessage.source).where(of_it)
        return list(session.scalars(chosen.order_by(PrivateMessage.number)))


@pytest.fixture
def talk(app: Flask, cast: Cast) -> Talk:
    """The verbs, outside of any request; push a context first."""
    return Talk(cast)
