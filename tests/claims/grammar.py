"""Sentences as patterns, each with what must hold where it matches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from math import isnan

N = r"(-?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?|inf|nan))"  # a number
INT = r"(\d[\d,]*)"
EPOCHS = r"(?:1 epoch|(?!1 )\d[\d,]* epochs)"

Check = Callable[..., bool]
Rule = tuple[re.Pattern[str], Check]


def rule(pattern: str, check: Check) -> Rule:
    """Return a sentence's pattern, and the check that gets the context and then its groups."""
    return re.compile(pattern, re.DOTALL), check


def faults(text: str, context: object, rules: Iterable[Rule]) -> list[str]:
    """Return what is wrong with a sentence: no pattern knows it, or no check of one that does holds."""
    known = [(match, check) for pattern, check in rules if (match := pattern.fullmatch(text))]
    if not known:
        return [f"not known: {text}"]
    return [] if any(check(context, *match.groups()) for match, check in known) else [f"false: {text}"]


def same(told: str, value: float, digits: str = ".6g") -> bool:
    """Whether a number is told as it stands."""
    return told.replace(",", "") == format(float(value) + 0.0, digits) or (told == "nan" and isnan(value))


def near(told: str, value: float, share: float = 1e-4) -> bool:
    """Whether a number that was computed from others agrees with them."""
    number = float(told)
    return number == value or abs(number - value) <= share * max(abs(number), abs(value))


def whole(told: str) -> int:
    """Return a counted number."""
    return int(told.replace(",", ""))


def plural(number: str, noun: str) -> bool:
    """Whether the noun has the number that it needs: 1 epoch, 2 epochs."""
    return noun.endswith("s") == (number.replace(",", "") != "1")
