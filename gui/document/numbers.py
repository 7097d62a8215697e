"""Numbers as people type them: read without ever mistaking a separator, shown as briefly as possible."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import NamedTuple

CHARACTERS = frozenset("0123456789+-._eE")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
TIGHT_COMMA = re.compile(r"\d,\d", re.ASCII)
SCIENTIFIC_BELOW, SCIENTIFIC_FROM = 1e-3, 1e6
LONGEST_WHOLE = 30  # digits; far more than any field takes, and quick to turn into an int


class Unreadable(str):
    """A text that is no value of its field, kept as typed; `reason` says why where there is more to say."""

    reason: str

    def __new__(cls, text: str, reason: str = "") -> Unreadable:
        """Keep the text and the reason."""
        kept = super().__new__(cls, text)
        kept.reason = reason
        return kept


class Separators(NamedTuple):
    """The characters that a locale writes before the decimals and between thousands."""

    decimal: str = "."
    group: str = ","


PLAIN = Separators()


def read_number(text: str, separators: Separators = PLAIN) -> float:
    """Read a finite number; raises ValueError, with a sentence where the text could be mistaken."""
    plain = _with_point(_clean(text), separators)
    if not CHARACTERS.issuperset(plain):
        raise ValueError(_foreign_digits(plain))
    try:
        number = float(plain)
    except ValueError:
        raise ValueError("") from None
    if math.isinf(number) or (number == 0 and re.search("[1-9]", re.split("[eE]", plain)[0])):
        raise ValueError(f"{plain} lies beyond the numbers that a computer can hold")
    return number


def read_whole(text: str, separators: Separators = PLAIN) -> int:
    """Read a whole number, also as `1e3`; raises ValueError."""
    plain = _clean(text)
    if THOUSANDS.fullmatch(plain):
        raise ValueError(_ambiguous(plain))
    read_number(plain, separators)
    exact = Decimal(_with_point(plain, separators))
    if exact.adjusted() >= LONGEST_WHOLE or exact != exact.to_integral_value():
        raise ValueError("")
    return int(exact)


def read_wholes(text: str, separators: Separators = PLAIN) -> tuple[int, ...]:
    """Read whole numbers between commas, semicolons or blanks, in brackets or not; raises ValueError."""
    items = _items(text)
    for item in items:
        if re.match(r"[+-]?0\d", item):
            raise ValueError(f"{item} begins with a zero; write thousands without a comma, as in 1000")
    return tuple(read_whole(item) for item in items)


def read_numbers(text: str, separators: Separators = PLAIN) -> tuple[float, ...]:
    """Read numbers between commas, semicolons or blanks, with a decimal point; raises ValueError."""
    if separators.decimal == "," and "." not in text and TIGHT_COMMA.search(text):
        raise ValueError("a comma stands between two numbers here; write decimals with a point, as in 0.9, 0.999")
    return tuple(read_number(item) for item in _items(text))


def show_number(number: float, separators: Separators = PLAIN) -> str:
    """Return the shortest text that reads back to the same number: `0.001`, `1e-5`, `5.0`."""
    if number and math.isfinite(number) and not SCIENTIFIC_BELOW <= abs(number) < SCIENTIFIC_FROM:
        return f"{Decimal(repr(number)).normalize():e}".replace("e+", "e")
    text = repr(number)
    return f"{text}0" if _looks_grouped(text, separators) else text


def next_number(number: float, direction: int) -> float:
    """Return the number one step up (1) or down (-1): its first digit, or second if it has one, moves.

    0.1 leads to 0.2, 0.95 to 0.96, 1e-3 down to 9e-4, and 0 to 0.1.
    """
    if number == 0:
        return direction * 0.1
    size = abs(Decimal(repr(number)).normalize())
    digits = size.as_tuple().digits
    outwards = (number > 0) == (direction > 0)
    finer = len(digits) > 1 or (digits == (1,) and not outwards)
    unit = Decimal(1).scaleb(size.adjusted() - finer)
    steps = math.floor(size / unit) + 1 if outwards else math.ceil(size / unit) - 1
    return math.copysign(float(steps * unit), number)


def tenfold(number: float, direction: int) -> float:
    """Return ten times the number (1), or a tenth of it (-1), without rounding noise."""
    return float(Decimal(repr(number)).scaleb(direction))


def _clean(text: str) -> str:
    return text.strip().replace("−", "-")


def _with_point(text: str, separators: Separators) -> str:
    if _looks_grouped(text, separators):
        raise ValueError(_ambiguous(text))
    if separators.decimal != "." and text.count(separators.decimal) == 1 and "." not in text:
        return text.replace(separators.decimal, ".")
    if "," in text:
        raise ValueError("write decimals with a point, and thousands without a comma")
    return text


def _looks_grouped(text: str, separators: Separators) -> bool:
    """Tell whether a locale's thousands and another's decimals look alike, as in `1,000`."""
    return bool(THOUSANDS.fullmatch(text)) and ("," in text or separators.group == ".")


def _ambiguous(text: str) -> str:
    whole, decimals = re.split("[.,]", text)
    shown = f"{decimals}0" if decimals[-1] != "0" else decimals.rstrip("0") or "0"
    return f"{text} could be read in two ways; write {whole}{decimals} or {whole}.{shown}"


def _foreign_digits(text: str) -> str:
    foreign = any(c.isdigit() and not c.isascii() for c in text)
    return "write the number with the digits 0 to 9" if foreign else ""


def _items(text: str) -> list[str]:
    inner = text.strip()
    if inner[:1] + inner[-1:] in ("[]", "()"):
        inner = inner[1:-1]
    return [item for item in re.split(r"[,;\s]+", inner) if item]
