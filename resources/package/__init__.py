"""Stepwell as it is installed: the one name in site-packages, with the whole program below it."""

import sys
from pathlib import Path


def main() -> int:
    """Run main.py from here: this folder comes first, whatever else is named gui or training; returns the exit code."""
    sys.path.insert(0, str(Path(__file__).parent))
    from main import main

    return main()
