"""What is fuzzed: a module a target, named as it is. Each has `TARGET`, a `reliability.fuzz.Target`."""
