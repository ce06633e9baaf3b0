"""Charts as SVG made here, so that they show without JavaScript, print and mail."""
