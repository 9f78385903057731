"""One figure or one table of a notebook for a text of one's own."""
