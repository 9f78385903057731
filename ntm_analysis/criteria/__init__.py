"""Where the 19 criteria stand: the panel of counts, what the counts allow, how they move, and what communes plan."""
