"""A program that writes the digests of a moment in small batches, for tests that kill it.

`python -m tests.load.digester 2027-01-08T08:00:00+00:00` takes its settings from the environment.
"""

import os
import sys
from datetime import datetime

from tribe.app import create_app
from tribe.config import Settings
from tribe.notices.services import gathering

BATCH = 20


def main(moment: datetime) -> None:
    """Write the digests, each batch committed."""
    gathering.BATCH = BATCH
    with create_app(Settings.from_environ(os.environ)).app_context():
        gathering.write_digests(moment)


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
