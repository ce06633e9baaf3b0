"""What this room tells the rooms above it, inside the transaction of the cause."""

from blinker import Signal

consent_withdrawn = Signal("a member no longer agrees to be measured; sent with member_id")
profile_shown = Signal("a member's page is read; sent with member and reader, answers a Section")
