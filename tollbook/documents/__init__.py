"""Articles as they come to documents: clean text, day of publication, agency, language, key of the story."""
