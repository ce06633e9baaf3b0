"""A program that reminds in small batches and does the jobs that follow, for tests that kill it.

`python -m tests.load.reminding` takes its settings from the environment, as `tribe worker` does.
"""

import os
import time
from datetime import timedelta

from tribe.app import create_app
from tribe.base.db import session
from tribe.config import Settings
from tribe.jobs import Lane, queue, run_next
from tribe.notices.services import reminding

BATCH = 10
LEASE_SECONDS = 0.5  # for which who comes after one that was killed waits


def main() -> None:
    """Look for what comes near, and do one quick job, until killed."""
    queue.LEASE = timedelta(seconds=LEASE_SECONDS)
    reminding.BATCH = BATCH
    app = create_app(Settings.from_environ(os.environ))
    with app.app_context():
        while True:
            reminding.remind()
            session.commit()
            for _job in range(10):
                if not run_next(Lane.QUICK):
                    time.sleep(0.02)


if __name__ == "__main__":
    main()
