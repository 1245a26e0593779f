"""People's labels of a run: drawn blind, given, imported, exported, seen."""
