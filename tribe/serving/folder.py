"""One `tribe serve` for a data folder: without Redis two would not hear of each other."""

import fcntl
import os
from pathlib import Path
from typing import IO

NAME = "serving.lock"
OTHERS = (
    "Another tribe serve has this data folder: without TRIBE_REDIS_URL each of the two has live "
    "messages and limits of its own."
)


def hold(folder: Path) -> IO[str] | None:
    """What holds the folder while it is open, here and in what is forked; None where others do."""
    folder.mkdir(parents=True, exist_ok=True)
    file = os.fdopen(os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
