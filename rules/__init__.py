"""The rules that ship with Tollbook: YAML files, read with importlib.resources."""
