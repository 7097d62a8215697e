"""`python -m tests`: set everything up, then run pytest with the given arguments."""

import sys

import bootstrap


def main() -> int:
    """Run the whole suite, or what the command line names; returns pytest's exit code."""
    bootstrap.ensure(extras=["test"])
    import pytest

    return int(pytest.main())


if __name__ == "__main__":
    sys.exit(main())
