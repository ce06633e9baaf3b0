"""How Tribe looks: the built files, the brand's accent, the theme and the pattern page."""
