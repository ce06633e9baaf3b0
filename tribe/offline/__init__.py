"""What a device keeps of the place without a signal: the worker, and the page that says so."""
