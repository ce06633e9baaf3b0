"""Why people left, as it may be read, and who asks for an account of an import."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tribe.base.db import session
from tribe.base.paging import START, Order, Page, Span, read_page
from tribe.forum.models import Post, PostOrigin
from tribe.personal_data.models import ImportClaim, PartingWord

NEWEST = Order((PartingWord.id,), is_falling=True)


def list_parting_words(*, with_private: bool, span: Span = START) -> Page[PartingWord]:
    """Why people left, the latest first: what was told to all, or to who keeps the place too.

    One query.
    """
    chosen = select(PartingWord)
    if not with_private:
        chosen = chosen.where(PartingWord.is_public)
    return read_page(chosen, NEWEST, span)


def list_claims() -> list[tuple[ImportClaim, str | None]]:
    """Requests for imported accounts, the oldest first, each with the profile at the source.

    Two queries at most; fifty requests.
    """
    chosen = select(ImportClaim).options(joinedload(ImportClaim.member))
    claims = session.scalars(chosen.order_by(ImportClaim.asked_at, ImportClaim.id).limit(50)).all()
    profile = (
        select(Post.author_id, func.min(PostOrigin.author_url))
        .join(PostOrigin, PostOrigin.post_id == Post.id)
        .where(Post.author_id.in_({claim.member_id for claim in claims}))
        .group_by(Post.author_id)
    )
    found = {row[0]: row[1] for row in session.execute(profile)} if claims else {}
    return [(claim, found.get(claim.member_id)) for claim in claims]
