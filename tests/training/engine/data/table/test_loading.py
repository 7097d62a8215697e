from __future__ import annotations

import time
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.engine.data.table.conftest import Write
from training.engine.data import load
from training.experiment.data import Table

EXAMPLES = Path(__file__).parents[5] / "resources" / "examples"


SPELLINGS = (
    ("0", "-0", "-0.0", "0.0", "00", "0e5", ".0", "-0e-3"),
    ("1", "1.0", "01", "1e0", "+1", "10e-1"),
    ("-2.5", "-2.50", "-25e-1"),
    ("12", "12.", "1.2e1", "0012"),
)


def test_the_penguins_are_ready_for_training() -> None:
    data = load(Table(path=str(EXAMPLES / "penguins.csv")))
    assert data.classes == ("Adelie", "Chinstrap", "Gentoo")
    assert {"island = Bay", "bill_length_mm", "sex = male", "measured"} <= set(data.features)
    assert data.rows + data.val_rows == 229
    assert data.sample.columns[0] == "species"
    assert data.sample.rows[0][0] in data.classes
    assert len(data.sample.rows) == 8
    assert "The target is 'species' (guessed)." in data.notes


def test_the_coins_have_semicolons_and_decimal_commas() -> None:
    data = load(Table(path=str(EXAMPLES / "coins.csv"), decimal=","))
    assert data.features == ("diameter_mm", "thickness_mm", "mass_g", "worn")
    assert data.classes == ("five", "ten", "twenty")
    assert "The cells are divided by a semicolon (guessed)." in data.notes


def test_the_same_settings_give_the_same_rows(write: Write) -> None:
    settings = write((EXAMPLES / "penguins.csv").read_bytes())
    first, again, other = load(settings), load(settings), load(settings.model_copy(update={"seed": 1}))
    assert torch.equal(first.x, again.x)
    assert not torch.equal(first.y, other.y)


def test_rows_keep_their_classes(write: Write) -> None:
    data = load(write("a,kind\n" + "".join(f"{n},{'even' if n % 2 == 0 else 'odd'}\n" for n in range(50)), seed=3))
    order = torch.randperm(50, generator=torch.Generator().manual_seed(3))
    assert torch.equal(data.val_y, order[:10] % 2)
    assert torch.equal(data.y, order[10:] % 2)
    assert torch.equal(data.x[:, 0].argsort(), order[10:].argsort())


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        (["10", "9", "1.0", "1"], ("1", "9", "10")),
        (["b", "a", "Z", "b"], ("Z", "a", "b")),
        (["true", "FALSE", "True", "false"], ("false", "true")),
        (["1.5", "-0.5", "1.5", "-0.5"], ("-0.5", "1.5")),
    ],
)
def test_classes_are_sorted_and_numbers_by_size(values: list[str], classes: tuple[str, ...], write: Write) -> None:
    text = "a,kind\n" + "".join(f"{n},{values[n % 4]}\n" for n in range(40))
    assert load(write(text)).classes == classes


@pytest.mark.slow
@given(groups=st.lists(st.sampled_from(SPELLINGS), min_size=40, max_size=40), chance=st.randoms(use_true_random=False))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spellings_of_one_number_are_one_class(groups: list[tuple[str, ...]], chance: Random, write: Write) -> None:
    numbers = sorted({float(group[0]) for group in groups})
    if len(numbers) < 2:
        return
    words = [chance.choice(group) for group in groups]
    table = write("a,kind\n" + "".join(f"{n},{word}\n" for n, word in enumerate(words)), validation=0.0)
    data = load(table)
    assert data.classes == tuple(f"{number:g}" for number in numbers)
    order = torch.randperm(40, generator=torch.Generator().manual_seed(0))
    assert data.y.tolist() == [numbers.index(float(words[place])) for place in order.tolist()]


def test_a_class_whose_rows_all_have_gaps_disappears(write: Write) -> None:
    text = "a,b,kind\n" + "".join(f"{n},1,{'xy'[n % 2]}\n" for n in range(20)) + ",1,z\n"
    assert load(write(text, target="kind")).classes == ("x", "y")


def test_what_is_told_is_not_noted_as_guessed(write: Write) -> None:
    text = "a,kind\n" + "".join(f"{n},{'xy'[n % 2]}\n" for n in range(20))
    assert load(write(text, target="kind", delimiter="comma", header="yes")).notes == ()


@pytest.mark.slow
def test_a_million_rows_load_in_seconds(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    table = np.c_[generator.normal(size=(1_000_000, 9)), generator.integers(0, 3, 1_000_000)]
    path = tmp_path / "million.csv"
    names = ",".join(f"f{n}" for n in range(9)) + ",label"
    np.savetxt(path, table, delimiter=",", fmt=["%.17g"] * 9 + ["%d"], header=names, comments="")
    start = time.monotonic()
    data = load(Table(path=str(path)))
    assert time.monotonic() - start < 15
    assert data.rows == 800_000
