"""Made-up national data in the shape of data/raw and data/reference, for trials at scale."""
