"""What is typed in the place of a file or a number; the standard library is enough."""

from __future__ import annotations

from argparse import ArgumentTypeError

from training.files import FileError

LARGEST = 2**63 - 1  # number that the store can hold


def named(text: str) -> str:
    """Return the name of a file; raises FileError where it is empty, which Python takes for the working folder."""
    if not text:
        raise FileError("The name of a file is empty. Give one, or leave it out.")
    return text


def whole(text: str) -> int:
    """Return a whole number; raises ArgumentTypeError."""
    try:
        number = int(text)
    except ValueError:
        raise ArgumentTypeError(f"'{text}' is not a whole number") from None
    if abs(number) > LARGEST:
        raise ArgumentTypeError(f"'{text}' is too large")
    return number
