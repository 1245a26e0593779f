"""`python -m touchstone` is the command line."""

import sys

from touchstone.cli import main

if __name__ == "__main__":
    sys.exit(main())
