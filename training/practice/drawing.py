"""A curve that was drawn before the true one is shown: what is right about it, and what is not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from training.experiment.schedulers import counted
from training.practice.guesses import Guess, Kind, Rates, changes, guesses
from training.schedule.explain import number

UNSTEADY = 0.015  # share of the axis by which the steadiest hand strays
SLIGHTLY = 0.04  # share of the axis by which a whole curve may be too high or too low
WORTH = 5.0  # by which a guess's score must fall for each number that is chosen to fit
FARTHEST_OFF = 0.08  # share of the axis by which a curve that was meant may be missed, root mean square
DECADES = 1.0  # of a logarithmic axis for a rate that does not change


@dataclass(frozen=True)
class Finding:
    """What a drawing is, and that in a sentence."""

    kind: Kind
    sentence: str
    guess: Guess


@dataclass(frozen=True)
class _Axis:
    """The axis on which it is drawn: rates as shares of what the true schedule takes of it."""

    log: bool
    lowest: float
    span: float

    @classmethod
    def of(cls, true: Rates, log: bool) -> _Axis:
        positive = true[true > 0]
        log = log and bool(len(positive))
        lowest = float(positive.min()) / 10 if log else 0.0
        shown = np.log10(true.clip(lowest)) if log else true
        span = float(np.ptp(shown)) or (DECADES if log else float(np.abs(true).max()) or 1.0)
        return cls(log, lowest, span)

    def shares(self, rates: Rates) -> Rates:
        return (np.log10(rates.clip(self.lowest)) if self.log else rates) / self.span


def compare(drawn: Rates, true: Rates, log: bool = False) -> Finding:
    """Say what a drawing has right and wrong.

    Args:
        drawn: a rate for each epoch, (epochs,), as unsteady as hands are.
        true: the rate that each epoch really trains at, (epochs,).
        log: whether it was drawn on a logarithmic axis, where all heights are shares of decades.
    """
    axis = _Axis.of(true, log)
    seen = axis.shares(drawn)
    scored = [(_misses(seen, axis.shares(guess.rates)), guess) for guess in guesses(true, drawn)]
    missed, best = min(scored, key=lambda pair: _score(pair[0], pair[1], len(true)))
    if missed > FARTHEST_OFF**2:
        best = Guess(Kind.OTHER, true, 0)
    return Finding(best.kind, _sentence(best, drawn, true, axis), best)


def _misses(seen: Rates, meant: Rates) -> float:
    """Return how far it is off, mean square, but for what the whole curve is slightly too high or too low."""
    off = seen - meant
    return float(np.mean((off - off.mean().clip(-SLIGHTLY, SLIGHTLY)) ** 2))


def _score(missed: float, guess: Guess, epochs: int) -> float:
    """Return the lower the better: how far it is off, and how much of it was fitted."""
    return epochs * math.log(missed + UNSTEADY**2) + WORTH * guess.freedom


def _sentence(guess: Guess, drawn: Rates, true: Rates, axis: _Axis) -> str:
    at = changes(true)
    match guess.kind:
        case Kind.RIGHT:
            return "Right: the shape, the epochs and the rates."
        case Kind.SHIFTED:
            return f"Right shape, {_late(guess.by)}.{_first_change(at)}"
        case Kind.FACTOR:
            return _of_factor(guess, true, at[0])
        case Kind.MILESTONE:
            moved = guess.milestone + guess.by
            return (
                f"One milestone is wrong: the rate changes after epoch {guess.milestone}, "
                f"and you drew it after epoch {moved}, {_late(guess.by)}. The others are right."
            )
        case Kind.RATES:
            off = _farthest(guess.rates, true, axis)
            return f"The rate changes after the right epochs, but not to the right rates: {off}"
        case Kind.INVERTED:
            return "Upside down: your curve rises where the rate falls, and falls where it rises."
        case Kind.CONSTANT:
            return f"You drew a rate that stays as it is.{_first_change(at)}"
    return f"Another shape: {_farthest(drawn, true, axis)}"


def _late(by: int) -> str:
    return f"{counted(abs(by), 'epoch')} {'late' if by > 0 else 'early'}"


def _first_change(at: list[int]) -> str:
    return f" The first change comes after epoch {at[0]} and is used from epoch {at[0] + 1} on." if at else ""


def _of_factor(guess: Guess, true: Rates, change: int) -> str:
    factor = float(true[change] / true[change - 1])
    return (
        f"Right epochs, wrong factor: the rate is multiplied by {number(_short(factor))} at each change, "
        f"and you drew about {number(_short(factor**guess.power))}."
    )


def _farthest(rates: Rates, true: Rates, axis: _Axis) -> str:
    epoch = int(np.abs(axis.shares(rates) - axis.shares(true)).argmax())
    about = number(_short(float(rates[epoch])))
    return f"farthest off in epoch {epoch + 1}, about {about} instead of {number(true[epoch])}."


def _short(value: float) -> float:
    """Return what was read off a drawing with no more digits than it has."""
    return float(f"{value:.2g}")
