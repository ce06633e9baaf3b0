"""The application with its queue embedded, for a server of one process."""

from tribe.app import create_app
from tribe.jobs import start_embedded

app = create_app()
stop_jobs = start_embedded(app)
