"""Private conversations: what two or a few members write to each other, read by nobody else."""
