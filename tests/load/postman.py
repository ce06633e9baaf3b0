"""A worker of mails in a process of its own, for tests that kill it.

`python -m tests.load.postman` takes its settings from the environment, as `tribe worker` does;
leases last LEASE_SECONDS, so that nobody waits minutes for those of the killed, and the schedule,
which goes on where the job itself was killed too often, looks every few seconds.
"""

import os
import time
from datetime import timedelta

from tests.mail.kinds import KINDS
from tribe.app import create_app
from tribe.config import Settings
from tribe.jobs import Every, Recurring, Worker, queue, schedule, worker
from tribe.mail.afterwards import SEND
from tribe.mail.kinds import EXTENSION

LEASE_SECONDS = 1.0
SENDING = Recurring(SEND, Every(timedelta(seconds=4)))


def main() -> None:
    """Send mails until killed."""
    queue.LEASE = timedelta(seconds=LEASE_SECONDS)
    worker.IDLE_SECONDS, worker.SCHEDULE_SECONDS = 0.05, 0.5
    app = create_app(Settings.from_environ(os.environ))
    schedule._tasks[SEND] = SENDING
    app.extensions[EXTENSION] |= {kind.name: kind for kind in KINDS}
    Worker(app).start()
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


if __name__ == "__main__":
    main()
