"""The command line: `touchstone`. `main` is the console script."""

from touchstone.cli.root import main

__all__ = ["main"]
