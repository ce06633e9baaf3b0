"""A program that decides, undoes or ends, for tests that kill it amid that.

`python -m tests.load.moderator VERB … [WORDS TIMES]` takes its settings from the environment, and
kills itself once it has executed a statement with these words so many times.
"""

import os
import sys

from sqlalchemy import select

from tests.dying import die_at
from tribe.app import create_app
from tribe.base.db import session
from tribe.config import Settings
from tribe.members.models import Member
from tribe.moderation import services
from tribe.moderation.models import Decision, ModerationCase
from tribe.moderation.services import Ruling


def main(verb: str, *told: str) -> None:
    """Do it, and commit."""
    app = create_app(Settings.from_environ(os.environ))
    number = {"decide": 2, "undo": 1, "end": 0}[verb]
    with app.app_context():
        ben, ada = (
            session.scalars(select(Member).where(Member.name == name)).one()
            for name in ("ben", "ada")
        )
        if told[number:]:
            die_at(told[number], int(told[number + 1]))
        if verb == "decide":
            case = session.get_one(ModerationCase, int(told[1]))
            services.decide(ben, case, Ruling(told[0], "It was so", "Be kind"))
        elif verb == "undo":
            services.undo(ada, session.get_one(Decision, int(told[0])), "It was another")
        else:
            services.end_due()
        session.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.exit(0)
