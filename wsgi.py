"""The application for a WSGI server."""

from tribe.app import create_app
from tribe.base import logs

logs.configure()
app = create_app()
