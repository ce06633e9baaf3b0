"""Ids of measures that a page says where no report has been made, and no measure is loaded."""

AUTONOMY_ID = "F4"
