"""Tests of what the reader of a review opens."""
