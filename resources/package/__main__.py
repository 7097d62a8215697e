"""`python -m stepwell`: the window, or a command-line verb."""

import sys

from . import main

if __name__ == "__main__":
    sys.exit(main())
