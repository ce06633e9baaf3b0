"""A worker of its own process that tells in small batches, for tests that kill it.

`python -m tests.load.teller` takes its settings from the environment, as `tribe worker` does.
"""

import os
import time
from datetime import timedelta

from tribe.app import create_app
from tribe.config import Settings
from tribe.jobs import Lane, queue, run_next
from tribe.notices.services import telling

BATCH = 50
LEASE_SECONDS = 0.5  # for which who comes after one that was killed waits


def main() -> None:
    """Do quick jobs until killed."""
    queue.LEASE = timedelta(seconds=LEASE_SECONDS)
    telling.BATCH = BATCH
    app = create_app(Settings.from_environ(os.environ))
    with app.app_context():
        while True:
            if not run_next(Lane.QUICK):
                time.sleep(0.02)


if __name__ == "__main__":
    main()
