"""What pages share: forms, guards, feeds, compression and the design system."""
