"""Tollbook in Python: one article read at once, a ledger made and opened. Shown as `tollbook.read`, `.make`, `.open`.

What is here wraps the library for people who look; it computes nothing of its own.
"""
