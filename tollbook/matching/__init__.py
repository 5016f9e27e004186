"""How words are found in text: folding, lists of names, patterns of rules, and what soon tells that nothing matches."""
