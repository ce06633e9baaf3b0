"""What programs are answered that send forms or ask for pages: JSON, and problems of RFC 9457."""

from collections.abc import Mapping, Sequence

from flask import Response, json, request

PROBLEM = "application/problem+json"


def is_for_programs() -> bool:
    """Whether who asks would rather have JSON than a page."""
    asked = request.accept_mimetypes.best_match(("text/html", PROBLEM, "application/json"))
    return asked is not None and asked != "text/html"


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    code: str | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    """A refusal in words; `errors` says what is wrong with each field of a form."""
    said = {
        "type": f"urn:tribe:refusal:{code}" if code else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if errors:
        said["errors"] = errors
    return Response(json.dumps(said), status, mimetype=PROBLEM)
