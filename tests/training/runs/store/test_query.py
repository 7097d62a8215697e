from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.runs.store.conftest import epoch
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import Adam
from training.experiment.schedulers import ExponentialLR, LinearLR, SequentialLR, StepLR
from training.runs.store import QueryError, RunStore
from training.runs.store.query import NUMBERS

WARM_UP = SequentialLR(schedulers=(LinearLR(total_iters=2), ExponentialLR(gamma=0.9)), milestones=(2,))


@pytest.fixture
def filled(store: RunStore) -> RunStore:
    """Five runs: losses 0.5, 0.25, NaN, infinite and none yet."""
    experiments = (
        Experiment(),
        Experiment(scheduler=StepLR(step_size=3, gamma=0.1), seed=7),
        Experiment(network=MLP(batch_norm=True), epochs=50),
        Experiment(optimizer=Adam(lr=0.001), scheduler=WARM_UP),
        Experiment(),
    )
    for experiment, loss in zip(experiments, (0.5, 0.25, math.nan, math.inf, None), strict=True):
        run = store.create(experiment)
        if loss is not None:
            store.append(run, [epoch(1, loss)], b"state")
    store.set_tags(2, ["good", "50 %_off"])
    store.write_note(1, 'a note\'s "own" words')
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("loss < 0.4", [2]),
        ("loss<=0.5", [1, 2]),
        ("loss > 0.3", [1, 4]),
        ("loss = inf", [4]),
        ("loss = nan", [3]),
        ("loss != nan", [1, 2, 4]),
        ("epochs = 0", [5]),
        ("planned >= 50", [3]),
        ("scheduler.gamma < 0.5", [2]),
        ("scheduler.gamma < 0.5 seed=7", [2]),
        ("scheduler.schedulers[1].gamma = 0.9", [4]),
        ("scheduler = SequentialLR", [4]),
        ("scheduler != StepLR", [4]),
        ("network.batch_norm = true", [3]),
        ("optimizer.lr < zebra", []),
        ("scheduler.kind > 3", []),
        ("tag = good", [2]),
        ('tag = "50 %_off"', [2]),
        ("tag != good", [1, 3, 4, 5]),
        ("steplr loss<0.4", [2]),
        ('"own" w', [1]),
        ("adam", [4]),
        ("%", [2]),
        ("status = running", [1, 2, 3, 4, 5]),
        ("id > 3", [4, 5]),
    ],
)
def test_a_filter_lets_through_what_it_says(filled: RunStore, text: str, expected: list[int]) -> None:
    assert [run.id for run in filled.find(text, order="id")] == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("loss", [2, 1, 4, 5, 3]),
        ("-loss", [4, 1, 2, 5, 3]),
        ("-id", [5, 4, 3, 2, 1]),
        ("scheduler.gamma", [2, 5, 3, 1, 4]),
        ("optimizer.lr", [4, 5, 3, 2, 1]),
    ],
)
def test_runs_are_sorted_and_what_has_no_number_comes_last(filled: RunStore, order: str, expected: list[int]) -> None:
    assert [run.id for run in filled.find(order=order)] == expected


@pytest.mark.parametrize("text", ["los < 1", "data.=3", "bogus.gamma=1", "seed.x = 1"])
def test_an_unknown_column_is_named(filled: RunStore, text: str) -> None:
    with pytest.raises(QueryError, match="There is no column"):
        filled.find(text)


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
@pytest.mark.parametrize("column", sorted(NUMBERS))
def test_a_column_of_numbers_is_compared_with_numbers_only(filled: RunStore, column: str, operator: str) -> None:
    with pytest.raises(QueryError, match=f"^{column} {operator} abc: {column} is a number"):
        filled.find(f"{column} {operator} abc")
    filled.find(f"{column} {operator} 0.5 {column} {operator} nan")


def test_a_slip_of_the_pen_gets_a_hint(filled: RunStore) -> None:
    with pytest.raises(QueryError, match=r"did you mean 'accuracy'\?$"):
        filled.find(order="acuracy")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text(alphabet="loss<>=!.[]01 \"'%;-scheduler", max_size=40))
def test_no_text_breaks_the_search(filled: RunStore, text: str) -> None:
    for search in (lambda: filled.find(text), lambda: filled.find(order=text)):
        with suppress(QueryError):
            search()
    assert len(filled.find()) == 5
