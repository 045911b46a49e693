"""Portproof's recorder: what a Python function does, written down as traces."""

__version__ = "0.1.0"
