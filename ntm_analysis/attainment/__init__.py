"""What became of targets: facts, paces, and the verdicts of published rules; no model."""
