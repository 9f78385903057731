"""Checks that find what does not agree in the documents; nothing is repaired."""

from ntm_analysis.checks.run import run_checks

__all__ = ["run_checks"]
