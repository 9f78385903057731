"""Figures: each function draws a tidy table on axes and gives the axes back."""
