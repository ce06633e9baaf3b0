"""A command of ours that kills itself: `python -m tests.dying COMMAND… TIMES WORDS`.

It does so once it has executed a statement with these words so many times.
"""

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from tribe.cli import main


def die_at(words: str, times: int) -> None:
    """Let this process die there."""
    left = times

    @event.listens_for(Engine, "after_cursor_execute")
    def die(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        nonlocal left
        left -= words in statement
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    last = sys.argv.pop()
    die_at(last, int(sys.argv.pop()))
    main()
