"""Which documents are copies of others: bands of their words, candidates, likeness."""
