"""How quickly a tie fades."""

DAY = 86_400.0
HALF_LIFE = 90 * DAY
