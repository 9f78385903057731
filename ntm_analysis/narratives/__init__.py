"""What the notebooks say: sentences chosen and filled from the tables, never typed."""
