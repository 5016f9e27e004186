"""Which reports of different articles are one incident: pairs, their evidence, groups."""
