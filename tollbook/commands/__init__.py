"""The commands of `tollbook` that need no Dagster: a module a command. `tollbook.cli` puts them together."""
