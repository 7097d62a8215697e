"""Measures two ways side by side: in turn, A B A B …, and compares them pair by pair."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 7) -> float:
    """Print the medians and the ratio theirs / ours; return the median ratio."""
    ours(), theirs()  # warm up
    pairs = []
    for _ in range(rounds):
        begin = perf_counter()
        ours()
        middle = perf_counter()
        theirs()
        pairs.append((middle - begin, perf_counter() - middle))
    ratios = sorted(b / a for a, b in pairs)
    mine, other = (median(side) for side in zip(*pairs, strict=True))
    print(
        f"{name:<44} {mine * 1000:>9.1f} ms  against {other * 1000:>9.1f} ms  "
        f"= {median(ratios):.2f} × ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )
    return median(ratios)
