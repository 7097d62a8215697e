from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.insight.histograms import Histogram
from training.insight.spread import COLUMNS, Spread

EDGES = st.lists(st.floats(-100, 100), min_size=2, max_size=2, unique=True).map(sorted)
COUNTS = st.lists(st.integers(0, 1000), min_size=4, max_size=4)
SPREADS = st.lists(st.tuples(EDGES, COUNTS), min_size=1, max_size=5)


def spread(epochs: list[tuple[list[float], list[int]]]) -> Spread:
    histograms = [Histogram(np.linspace(*ends, 5), np.array(counts)) for ends, counts in epochs]
    return Spread("Hidden 1", histograms, len(histograms) - 1)


@given(SPREADS)
def test_every_epoch_shares_the_columns_of_the_whole_span(epochs: list[tuple[list[float], list[int]]]) -> None:
    shown = spread(epochs)
    assert shown.span == (min(ends[0] for ends, _ in epochs), max(ends[1] for ends, _ in epochs))
    densities = shown.densities()
    assert densities.shape == (len(epochs), COLUMNS)
    assert [bool(row.any()) for row in densities] == [any(counts) for _, counts in epochs]
    assert all(row.max() == 1 for row in densities if row.any())


@given(SPREADS)
def test_the_sentence_counts_the_numbers_of_the_epoch_that_is_looked_at(
    epochs: list[tuple[list[float], list[int]]],
) -> None:
    total = sum(epochs[-1][1])
    expected = f"Hidden 1: {total:,} numbers, mean" if total else "Hidden 1: no finite numbers."
    assert spread(epochs).sentence().startswith(expected)
