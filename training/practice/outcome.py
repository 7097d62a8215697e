"""What really happened when something was run: rates, printed text, warnings, an exception."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from training.schedule.explain import number

SHOWN_RUNS = 12  # stretches of equal rates that a sentence lists


@dataclass(frozen=True)
class Outcome:
    """What an experiment or a snippet came to."""

    rates: tuple[float, ...] = ()  # used in each epoch; of a snippet, at each step of its optimizer
    rates_after: tuple[float, ...] = ()  # what stood after each of them
    printed: str = ""
    warnings: tuple[str, ...] = ()  # the first line of each, with its class
    error: str = ""  # class of the exception that ended it; empty: none did
    message: str = ""  # the exception's own words
    # what each expression came to that was asked about at the end, by its source
    holds: dict[str, bool] = field(default_factory=dict)

    def sentences(self) -> Iterator[str]:
        """Yield in words what happened."""
        if self.rates:
            yield f"Rates used: {in_runs(self.rates)}; {number(self.rates_after[-1])} after the last step."
        if self.printed:
            yield f"Printed: {self.printed}"
        for warning in self.warnings:
            yield f"Warning: {warning}"
        if self.error:
            yield f"{self.error}: {self.message}"
        if not (self.rates or self.printed or self.warnings or self.error):
            yield "It ran without a word."


def in_runs(rates: Sequence[float]) -> str:
    """Return the rates with equal neighbours counted: `0.1 × 5, 0.05 × 5`."""
    runs = [(shown, len(list(same))) for shown, same in groupby(map(number, rates))]
    parts = [f"{shown} × {count}" if count > 1 else shown for shown, count in runs[:SHOWN_RUNS]]
    return ", ".join([*parts, "…"] if len(runs) > SHOWN_RUNS else parts)
