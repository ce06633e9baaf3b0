"""Reports asked for, made once by a job, and who looked at them."""
