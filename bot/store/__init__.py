"""Anonymous daily totals on disk, and nothing else."""
