"""Measures Tollbook: `python -m benchmarks` runs everything, the other modules are its parts."""
