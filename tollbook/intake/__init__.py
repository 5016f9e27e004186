"""The stages before the chain: rules, files, articles and corrections as they are found, read and stored."""
