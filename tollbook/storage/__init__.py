"""Files written whole or not at all, on this machine or elsewhere."""
