"""Trust levels: grown by taking part, given by staff, lowered by reports that proved true."""
