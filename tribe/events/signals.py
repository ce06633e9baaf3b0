"""What this room tells the rooms above it, inside the transaction of the cause."""

from blinker import Signal

moved = Signal("a gathering has another time; sent with event")
cancelled = Signal("a gathering will not take place; sent with event")
