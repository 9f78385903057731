"""Review runs: a matrix of notebooks, units, languages, scenarios and dates, run once each and left in one folder."""
