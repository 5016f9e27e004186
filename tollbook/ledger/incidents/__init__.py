"""Incidents from the reports that tell them, how they came to be so, and their counts after corrections."""
