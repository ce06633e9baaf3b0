"""The brand's own accounts, by OpenID Connect: the provider, and what it says that we believe."""

from typing import TYPE_CHECKING

from flask import current_app

from tribe.accounts.openid.identity import Asked, Identity

if TYPE_CHECKING:
    from tribe.accounts.openid.provider import Provider

__all__ = ["BACK", "EXTENSION", "Asked", "Identity", "find_provider"]

EXTENSION = "tribe_provider"
BACK = "/sign-in/brand/back"


def find_provider() -> "Provider | None":
    """The provider of this server, where one is configured.

    Until then authlib stays away, which holds 18 MB that most places need not have.
    """
    settings = current_app.config["SETTINGS"]
    if settings.oidc is None:
        return None
    if EXTENSION not in current_app.extensions:
        from tribe.accounts.openid.provider import Provider

        back = f"{str(settings.base_url).rstrip('/')}{BACK}"
        current_app.extensions.setdefault(EXTENSION, Provider(settings.oidc, back))
    found: Provider = current_app.extensions[EXTENSION]
    return found
