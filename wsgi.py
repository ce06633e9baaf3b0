"""The application for a WSGI server."""

from tribe.app import create_app

app = create_app()
