"""What the counts of an incident come to under each profile, and why: statements, clauses, estimates, decisions."""
