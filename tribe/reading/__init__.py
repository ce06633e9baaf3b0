"""What is new to a member since they were here, of all features on one page."""
