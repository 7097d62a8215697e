from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.engine.data.dataset import Sample
from training.engine.data.errors import DataError
from training.engine.data.split import LARGEST_INPUT, check_size, divide, split_rows, standardise
from training.experiment.data import Tutorial

NUMBERS = st.floats(-1e300, 1e300) | st.integers(-3, 3).map(float)


@given(rows=st.integers(40, 300), validation=st.floats(0, 0.9), seed=st.integers(0, 2**63 - 1))
def test_the_first_rows_of_a_seeded_shuffle_are_held_back(rows: int, validation: float, seed: int) -> None:
    split = split_rows(torch.arange(rows), Tutorial(validation=validation, seed=seed))
    order = torch.randperm(rows, generator=torch.Generator().manual_seed(seed))
    assert len(split.validation) == round(rows * validation)
    assert torch.equal(torch.cat([split.validation, split.training]), order)


def test_a_split_does_not_touch_torch_s_own_generator() -> None:
    before = torch.get_rng_state()
    split_rows(torch.arange(10), Tutorial(seed=3))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("classes", [[0], [0, 1], [1, 1, 1, 1]])
def test_fewer_than_two_classes_to_train_on_are_refused(classes: list[int]) -> None:
    with pytest.raises(DataError, match=r"two classes.*lower data\.validation \(0\.5\)"):
        split_rows(torch.tensor(classes), Tutorial(validation=0.5))


@given(values=st.lists(NUMBERS, min_size=40, max_size=60))
def test_training_rows_have_mean_zero_and_deviation_one(values: list[float]) -> None:
    table = torch.tensor(values, dtype=torch.float64)[:, None]
    split = split_rows(torch.arange(len(table)), Tutorial())
    scaled = standardise(table, split)[split.training]
    if scaled.eq(0).all():
        spread = table[split.training].max() - table[split.training].min()
        assert spread <= 1e-12 * table.abs().max()
    else:
        assert abs(float(scaled.mean())) < 1e-6
        assert abs(float(scaled.std(correction=0)) - 1) < 1e-6


def test_validation_rows_do_not_change_the_scale() -> None:
    table = torch.arange(20, dtype=torch.float64)[:, None]
    split = split_rows(torch.arange(20), Tutorial(validation=0.5))
    other = table.clone()
    other[split.validation] = 1000.0
    assert torch.allclose(standardise(table, split)[split.training], standardise(other, split)[split.training])


def test_a_column_that_is_constant_among_the_training_rows_is_zero_everywhere() -> None:
    table = torch.full((20, 1), 0.1, dtype=torch.float64)
    split = split_rows(torch.arange(20), Tutorial())
    table[split.validation[0]] = 7.0
    assert standardise(table, split).eq(0).all()


def test_more_numbers_than_memory_are_refused() -> None:
    check_size(LARGEST_INPUT, 1)
    with pytest.raises(DataError, match="too many"):
        check_size(LARGEST_INPUT, 2)


def test_numbers_beyond_float32_are_refused_with_the_name_of_their_column() -> None:
    x = torch.zeros(20, 2, dtype=torch.float64)
    x[7, 1] = 1e300
    y = torch.arange(20)
    with pytest.raises(DataError, match="numbers of 'far' lie too far apart"):
        divide(x, y, split_rows(y, Tutorial()), ["near", "far"], ["a"], Sample((), ()))
