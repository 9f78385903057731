"""Exploring: a choice in, one page of figure, table and sentences out; the panel of widgets shows it."""

from ntm_analysis.explore.explorer import Explorer
from ntm_analysis.explore.links import list_analyses

__all__ = ["Explorer", "list_analyses"]
