"""Names and texts as SQL writes them. Values that are not ours are bound as parameters instead."""


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL literal, where SQL takes no parameter: names of files."""
    return "'" + text.replace("'", "''") + "'"
