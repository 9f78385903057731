"""Who pays: the schemes of the documents on one scheme, their amounts, measures, pairs, and what came of the money."""
