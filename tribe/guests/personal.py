"""What the door for guests knows of members: nothing, it is for people who are none."""

from tribe.privacy import Impersonal

PERSONAL = (
    Impersonal("guest_follower", "addresses of people without an account; gone when they say so"),
    Impersonal("guest_question", "of people without an account; gone with the answer"),
)
