"""From raw text to typed tables: one function a table, each decision in data/reference."""

from ntm_analysis.clean.tables import clean_tables

__all__ = ["clean_tables"]
