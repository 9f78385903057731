"""Checked figures and analyses of Vietnam's New Rural Development programme (nông thôn mới)."""

__version__ = "0.1.0"
