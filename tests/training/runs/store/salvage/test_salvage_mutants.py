"""Whatever happened to a store: no run is told otherwise than it was, and none is lost that was not touched."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.training.runs.store.salvage.mutants import DAMAGES, Damaged, make


def counted(folder: Path, mutants: int, seed: int) -> Counter[str]:
    path = folder / "runs.sqlite"
    make(path, seed)
    total: Counter[str] = Counter()
    for counts in Damaged.of(path).mutants(mutants, seed, folder).values():
        total.update(counts)
    return total


@pytest.mark.parametrize(("mutants", "seed"), [(len(DAMAGES) * 4, 0), pytest.param(2100, 1, marks=pytest.mark.slow)])
def test_of_a_damaged_store_all_is_saved_that_is_whole_and_nothing_is_told_wrong(
    mutants: int, seed: int, tmp_path: Path
) -> None:
    counts = counted(tmp_path, mutants, seed)
    assert counts["mutants"] == mutants
    assert (counts["wrong runs"], counts["wrong states"], counts["untouched but lost"]) == (0, 0, 0), counts
    assert counts["untouched"] > counts["runs"] / 3
    assert counts["saved epochs"] > counts["epochs"] * 0.8
