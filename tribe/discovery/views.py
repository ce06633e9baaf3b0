"""What programs ask for: the map, robots.txt, the manifest, the mark, and cards of pages."""

from flask import Blueprint, Response, abort, jsonify

from tribe.access import GUEST
from tribe.base.i18n import reader_language
from tribe.discovery import maps, pace, settings
from tribe.discovery.drawing import Look, card, mark_png, mark_svg
from tribe.settings import place, value_of
from tribe.web import subjects
from tribe.web.cache import answer_kept
from tribe.web.closed import open_to_suspended
from tribe.web.design.accent import LIGHT, accent_tokens
from tribe.web.discovery import Mapped, discovery
from tribe.web.feeds import base_url
from tribe.web.navigation import Link, Menu, links_of_guests

blueprint = Blueprint("discovery", __name__)
blueprint.before_app_request(pace.hold)

SIDES = (32, 180, 192, 512)
MASKABLE_SIDES = (192, 512)
MOST_SHORTCUTS = 4  # more are shown by no telephone
A_DAY = 24 * 3600
DISALLOWED = (  # what leads nowhere without an account, or to what is found elsewhere
    "/admin",
    "/address/",
    "/calendar/",
    "/confirm/",
    "/go/",
    "/invitations/",
    "/join",
    "/me/",
    "/p/",
    "/password/",
    "/report?",
    "/reports",
    "/setup",
    "/sign-in",
    "/t/*/after",
    "/t/*/reply",
    "/t/new",
    "/unsubscribe/",
)


def _look() -> Look:
    return Look(value_of(place.NAME), value_of(place.ACCENT))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers leave alone, and at what pace they are welcome."""
    lines = ["User-agent: *"]
    if discovery().is_open():
        lines += [f"Disallow: {path}" for path in DISALLOWED]
        if (pages := value_of(settings.CRAWLER_PAGES)) > 0:
            lines.append(f"Crawl-delay: {max(1, 60 // pages)}")
        lines += ["", f"Sitemap: {base_url()}/sitemap.xml"]
    else:
        lines.append("Disallow: /")
    response = Response("\n".join([*lines, ""]), mimetype="text/plain")
    response.cache_control.public, response.cache_control.max_age = True, 3600
    return response


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The map of maps."""
    base, parts = base_url(), _parts()
    moments = [one.changed_at for one in parts if one.changed_at]
    return answer_kept(
        (base, parts),
        lambda: maps.write_index(parts, base),
        content_type=maps.CONTENT_TYPE,
        last_modified=max(moments, default=None),
    )


def _parts() -> list[Mapped]:
    if not discovery().is_open():
        abort(404)
    return [
        Mapped(f"/sitemaps/{source.name}-{part.number}.xml", part.changed_at)
        for source in discovery().sources.values()
        for part in source.list_parts()
    ]


@blueprint.get("/sitemaps/<source>-<int:number>.xml")
def sitemap_part(source: str, number: int) -> Response:
    """One map: what guests may see of one kind."""
    known = discovery().sources.get(source)
    pages = known.list_pages(number) if known is not None and discovery().is_open() else []
    if not pages:
        abort(404)
    base = base_url()
    return answer_kept(
        (base, pages), lambda: maps.write_part(pages, base), content_type=maps.CONTENT_TYPE
    )


@blueprint.get("/manifest.webmanifest")
@open_to_suspended
def manifest() -> Response:
    """What a device puts on its home screen."""
    look = _look()
    accent = accent_tokens(look.accent, LIGHT)["accent"]
    response = jsonify(
        name=look.name,
        short_name=look.name[:12].strip(),
        description=value_of(place.TAGLINE),
        lang=reader_language(),
        dir="ltr",
        id="/",
        categories=["social"],
        start_url="/",
        scope="/",
        display="minimal-ui",
        theme_color=accent,
        background_color=LIGHT.surfaces[1],
        icons=[
            {"src": "/icon.svg", "type": "image/svg+xml", "sizes": "any"},
            *(
                {"src": f"/icon-{side}.png", "type": "image/png", "sizes": f"{side}x{side}"}
                for side in SIDES
            ),
            *(
                {
                    "src": f"/icon-maskable-{side}.png",
                    "type": "image/png",
                    "sizes": f"{side}x{side}",
                    "purpose": "maskable",
                }
                for side in MASKABLE_SIDES
            ),
        ],
        shortcuts=[_shortcut(link) for link in _first_pages()],
    )
    response.mimetype = "application/manifest+json"
    response.vary.add("Accept-Language")
    response.cache_control.public, response.cache_control.max_age = True, 3600
    return response


def _first_pages() -> list[Link]:
    """What is one’s own first, then the main pages but the one that the mark itself opens."""
    own, main = links_of_guests(Menu.OWN)[:1], links_of_guests(Menu.MAIN)
    return [*own, *(link for link in main if link.url != "/")][:MOST_SHORTCUTS]


def _shortcut(link: Link) -> dict[str, object]:
    icon = {"src": "/icon-192.png", "type": "image/png", "sizes": "192x192"}
    return {"name": link.label, "url": link.url, "icons": [icon]}


@blueprint.get("/icon.svg")
@open_to_suspended
def icon() -> Response:
    """The mark of the place."""
    look = _look()
    return _for_a_day(
        answer_kept(look, lambda: mark_svg(look), content_type="image/svg+xml; charset=utf-8")
    )


@blueprint.get("/favicon.ico")
@open_to_suspended
def favicon() -> Response:
    """The mark for browsers that look for it nowhere else."""
    return icon_png(SIDES[0])


@blueprint.get("/icon-<int:side>.png")
@open_to_suspended
def icon_png(side: int) -> Response:
    """The mark as pixels, in the sizes that browsers and telephones ask for."""
    if side not in SIDES:
        abort(404)
    look = _look()
    return _for_a_day(
        answer_kept((look, side), lambda: mark_png(look, side), content_type="image/png")
    )


@blueprint.get("/icon-maskable-<int:side>.png")
@open_to_suspended
def maskable_icon(side: int) -> Response:
    """The mark on its colour to all edges: each telephone cuts its own shape out of it."""
    if side not in MASKABLE_SIDES:
        abort(404)
    look = _look()
    return _for_a_day(
        answer_kept(
            (look, side),
            lambda: mark_png(look, side, is_maskable=True),
            content_type="image/png",
        )
    )


@blueprint.get("/card.png")
def place_card() -> Response:
    """The card of the place."""
    return _card(value_of(place.NAME), value_of(place.TAGLINE))


@blueprint.get("/cards/<subject_type>/<int:subject_id>.png")
def subject_card(subject_type: str, subject_id: int) -> Response:
    """The card of a topic, a gathering or a rite, as far as guests may see it."""
    if subject_type not in ("topic", "event", "ritual"):
        abort(404)
    shown = subjects.show(GUEST, subject_type, subject_id)
    if shown is None:
        abort(404)
    return _card(shown.title)


def _card(title: str, line: str = "") -> Response:
    look = _look()
    drawn = answer_kept(
        (look, title, line), lambda: card(look, title, line), content_type="image/png"
    )
    return _for_a_day(drawn)


def _for_a_day(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    return response
