"""Why something cannot be done in the forum, in words."""

from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


def say_slowed(again: str) -> str:
    """That one wrote too lately in a slow topic, and when one may again."""
    return str(
        _(
            "This topic is slow: you can write in it again at %(moment)s. Your words stay here.",
            moment=format_datetime(datetime.fromisoformat(again), "short"),
        )
    )


REFUSALS = {
    "forum.no_category": _l("There is no such category."),
    "forum.no_topic": _l("There is no such topic."),
    "forum.no_topic_or_category": _l("There is no such topic or category."),
    "forum.no_post": _l("There is no such post."),
    "forum.no_page": _l("This topic has no such page."),
    "forum.erased": _l("What this post said went with its author, and nobody has it any more."),
    "forum.no_version": _l("This post has no such version."),
    "forum.not_admin": _l("Only admins arrange categories."),
    "forum.appoints_nobody": _l("Only admins say who moderates a category."),
    "forum.moderator_sees_not": _l("%(name)s cannot see this category."),
    "forum.not_moderator": _l("Only moderators close topics and open them again."),
    "forum.moderates_not": _l("Only those who moderate here do this to topics."),
    "forum.topic_stands": _l("It is so already."),
    "forum.lies_there": _l("The topic lies in this category already."),
    "forum.slow_minutes": _l("Please give a number of minutes from 1 to %(most)s."),
    "forum.not_ahead": _l("This moment is over: please choose one that lies ahead."),
    "forum.into_itself": _l("A topic cannot be merged into itself."),
    "forum.no_numbers_of_posts": _l("Please give numbers of posts, such as 3, 5-8."),
    "forum.no_posts_chosen": _l("Please choose the posts that go along."),
    "forum.brand_begins_none": _l(
        "What the brand answered does not say whom it serves and what it asks: it cannot begin a "
        "topic. Choose so that what a member wrote comes first."
    ),
    "forum.first_stays": _l(
        "The first post stays: move the whole topic, or merge it into another."
    ),
    "forum.too_many_posts": _l("At most %(most)s posts can be moved at once."),
    "forum.removed_since": _l("It was removed since: bring it back first."),
    "forum.moved_again": _l("Its posts were moved again since: undo that first."),
    "forum.slowed": say_slowed,
    "forum.is_slow": _l("This topic is slow or closed already."),
    "forum.slower_by_writers": _l("Only those who wrote in a topic ask for it to slow down."),
    "forum.slower_not_asked": _l("Here only moderators slow topics down."),
    "forum.may_not_begin": _l("You may not begin a topic in this category."),
    "forum.not_shown": _l("Who wants to see where others read is shown to them too."),
    "forum.may_not_reply": _l("You may not reply in this category."),
    "forum.may_not_edit": _l("You may not change this post."),
    "forum.may_not_remove": _l("You may not remove this post."),
    "forum.may_not_hide": _l("Only moderators hide posts, and not their own."),
    "forum.gone_already": _l("It is out of sight already."),
    "forum.may_not_restore": _l("You may not bring this post back."),
    "forum.may_not_attach": _l(
        "You can add files only to what you wrote, while its topic is open."
    ),
    "forum.may_not_keep_files": _l("You may not change the files of this post."),
    "forum.no_file": _l("There is no such file."),
    "forum.no_files": _l("Posts hold no files here."),
    "forum.too_many_files": _l("A post holds at most %(most)s files."),
    "forum.file_too_large": _l("A file has at most %(most)s megabytes."),
    "forum.file_kind": _l(
        "Only pictures (JPEG, PNG, WebP, GIF), PDF and plain text can be posted."
    ),
    "forum.file_gone": _l(
        "A file that you had chosen is not kept any more: please choose it again."
    ),
    "forum.may_not_react": _l("You can answer with a sign only to what others wrote."),
    "forum.kept_from_view": _l("What was removed is kept from view."),
    "forum.no_sign": _l("Please choose one of the signs offered."),
    "forum.topic_closed": _l("This topic was closed: it can be read, but not added to."),
    "forum.answered_is_gone": _l("The post that you answer is no longer there."),
    "forum.title_length": _l("A title has from %(minimum)s to %(maximum)s characters."),
    "forum.body_length": _l("A post has from 1 to %(maximum)s characters."),
    "forum.category_not_empty": _l("It is not empty: merge it into another category."),
    "forum.category_in_itself": _l("A category cannot lie within itself."),
    "forum.tag_length": _l("A tag has from %(least)s to %(most)s characters: %(name)s"),
    "forum.unfit_tag": _l(
        "A tag is made of letters, digits and hyphens, which this is not: %(name)s"
    ),
    "forum.too_many_tags": _l("A topic has at most %(most)s tags."),
    "forum.no_tags": _l("Topics have no tags here."),
    "forum.new_tag": _l(
        "There is no tag “%(name)s” yet, and you cannot make new ones so far: choose among those "
        "that are there."
    ),
    "forum.makes_no_tags": _l("You cannot make new tags so far."),
    "forum.tag_in_itself": _l("A tag cannot be merged into itself."),
    "forum.tag_taken": _l("Another tag is called “%(name)s”: merge this one into it."),
    "forum.tag_kept": _l(
        "“%(name)s” is kept by a tag that was removed, or that you do not see. Bring it back where "
        "the last changes are, or give it to a topic; then merge this one into it."
    ),
    "forum.tag_changed_since": _l("This tag was changed again since."),
    "forum.no_tag": _l("There is no such tag here."),
    "forum.address_taken": _l("Another category has this address already."),
}
