"""What the tables of the public account know of members."""

from tribe.privacy import Impersonal

PERSONAL = (
    Impersonal("outside_matter", "orders and disputes, without a name"),
    Impersonal("active_month", "a number of members"),
)
