"""Peace among members: blocking one, and ignoring one for a while; known to who does it alone."""
