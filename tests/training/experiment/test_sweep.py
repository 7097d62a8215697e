from __future__ import annotations

import tomllib
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.experiment import Experiment
from training.experiment.file import plain, read_experiment
from training.experiment.optimizers import SGD
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import StepLR
from training.experiment.sweep import MOST_RUNS, described, literal, read_sweep, short_names, sweep_of
from training.terminal.common import read_with_overrides

VALUES = plain(Experiment())
EXAMPLES = Path(__file__).parents[3] / "resources" / "examples" / "sweeps"
TOML = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def table(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def refusal(text: str, values: dict[str, Any] = VALUES) -> str:
    with pytest.raises(ExperimentError) as error:
        sweep_of(values, table(text))
    return str(error.value)


def written(folder: Path, text: str) -> Path:
    path = folder / "sweep.toml"
    path.write_text(text)
    return path


def test_a_grid_has_every_combination_and_the_last_setting_varies_fastest() -> None:
    sweep = sweep_of(VALUES, table('"scheduler.gamma" = [0.1, 0.5]\nseed = [0, 1, 2]'))
    assert sweep.paths == ("scheduler.gamma", "seed")
    assert [variant.values for variant in sweep.variants] == [(g, s) for g in (0.1, 0.5) for s in (0, 1, 2)]
    experiment = sweep.variants[4].experiment
    assert (experiment.scheduler.gamma, experiment.seed) == (0.5, 1)
    assert experiment.optimizer == Experiment().optimizer


def test_paths_may_be_quoted_or_stand_in_tables() -> None:
    quoted = sweep_of(VALUES, table('"scheduler.gamma" = [0.1, 0.5]'))
    assert sweep_of(VALUES, table("scheduler.gamma = [0.1, 0.5]")) == quoted
    assert sweep_of(VALUES, table("[scheduler]\ngamma = [0.1, 0.5]")) == quoted


def test_kinds_lists_and_whole_schedulers_can_be_varied() -> None:
    kinds = sweep_of(VALUES, table('"network.kind" = ["MLP", "Linear"]\n"scheduler.kind" = ["None"]'))
    assert [variant.experiment.network.kind for variant in kinds.variants] == ["MLP", "Linear"]
    whole = sweep_of(VALUES, table('scheduler = [{kind = "MultiStepLR", milestones = [1, 2]}, {kind = "None"}]'))
    assert [variant.experiment.scheduler.kind for variant in whole.variants] == ["MultiStepLR", "None"]
    assert sweep_of(VALUES, table('early_stopping = ["none", 3]')).variants[0].experiment.early_stopping is None


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.data())
def test_a_random_sweep_draws_different_combinations_and_the_same_ones_again(sizes: list[int], data: Any) -> None:
    names = ("seed", "epochs", "batch_size")
    runs = data.draw(st.integers(1, prod(sizes)))
    asked = {name: [n + 1 for n in range(size)] for name, size in zip(names, sizes, strict=False)}
    asked |= {"kind": "random", "runs": runs, "draw": 3}
    sweep = sweep_of(VALUES, asked)
    values = [variant.values for variant in sweep.variants]
    assert len(set(values)) == runs
    assert sweep_of(VALUES, asked) == sweep


@given(TOML)
def test_a_literal_is_one_line_that_toml_reads_back(value: Any) -> None:
    text = literal(value)
    assert "\n" not in text
    assert tomllib.loads(f"value = {text}")["value"] == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "no values to try"),
        ('"scheduler.gamma" = 0.5', "sweep.scheduler.gamma: is not a list of values to try"),
        ("seed = []", "sweep.seed: is not a list"),
        ("seed = 3", "sweep.seed: is not a list"),
        ('kind = "gird"\nseed = [1]', "sweep.kind: 'gird' does not fit; give one of grid, random"),
        ("runs = 3\nseed = [1]", "runs is for a random sweep"),
        ('kind = "random"\nseed = [1]', "a random sweep needs runs"),
        ('kind = "random"\nruns = 0\nseed = [1]', "sweep.runs: 0 does not fit"),
        ('kind = "random"\nruns = 9\nseed = [1, 2]', "there are 2 combinations, not 9"),
        ('"scheduler.gamm" = [1]', "scheduler.gamm: there is no such setting; did you mean 'gamma'?"),
        ('"schedule.gamma" = [1]', "did you mean 'scheduler'?"),
        ('"scheduler gamma" = [1]', "write KEY=VALUE"),
    ],
)
def test_what_cannot_be_swept_is_explained(text: str, expected: str) -> None:
    assert expected in refusal(text)


def test_a_wrong_value_names_the_combination() -> None:
    message = refusal('"scheduler.gamma" = [0.5, -1]\nseed = [4]')
    assert message.startswith("scheduler.gamma: -1 does not fit; give a number, at least 0 ")
    assert message.endswith("(in the sweep's combination scheduler.gamma = -1, seed = 4)")


def test_more_runs_than_a_machine_should_do_are_refused_at_once() -> None:
    seeds = {"seed": list(range(101)), "epochs": list(range(1, 101))}
    with pytest.raises(ExperimentError, match=f"10,100 combinations are more than {MOST_RUNS:,}"):
        sweep_of(VALUES, seeds)
    assert len(sweep_of(VALUES, seeds | {"kind": "random", "runs": 20}).variants) == 20


def test_a_file_holds_an_experiment_and_its_sweep(tmp_path: Path) -> None:
    path = written(tmp_path, "epochs = 3\n[sweep]\nseed = [5, 6]\n")
    sweep = read_sweep(path, ["batch_size=7"])
    experiments = [variant.experiment for variant in sweep.variants]
    assert experiments == [Experiment(epochs=3, batch_size=7, seed=seed) for seed in (5, 6)]
    assert described(sweep.paths, sweep.variants[1].values) == "seed = 6"


def test_a_sweep_may_vary_what_the_file_leaves_to_the_tutorial(tmp_path: Path) -> None:
    sweep = read_sweep(written(tmp_path, "[sweep]\noptimizer.lr = [0.2]\nscheduler.gamma = [0.7]\n"))
    (variant,) = sweep.variants
    assert variant.experiment == Experiment(optimizer=SGD(lr=0.2), scheduler=StepLR(step_size=5, gamma=0.7))


def test_a_table_beside_the_sweep_s_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("a,b\n1,x\n")
    path = written(tmp_path, '[data]\nkind = "Table"\npath = "rows.csv"\n[sweep]\nseed = [1]\n')
    assert read_sweep(path).variants[0].experiment.data.path == str(tmp_path / "rows.csv")


@pytest.mark.parametrize("read", [read_experiment, lambda path: read_with_overrides(str(path), ["epochs=2"])])
def test_a_sweep_is_not_one_experiment(read: Callable[[Path], Experiment], tmp_path: Path) -> None:
    path = written(tmp_path, "[sweep]\nseed = [1]\n")
    with pytest.raises(ExperimentError) as caught:
        read(path)
    assert "sweep: the file describes a sweep, not one experiment" in str(caught.value)
    assert f"python main.py sweep {path}" in str(caught.value)
    assert len(read_sweep(path).variants) == 1


def test_a_file_without_a_sweep_and_a_setting_given_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"has no table of values to try; write \[sweep\]"):
        read_sweep(written(tmp_path, "epochs = 3\n"))
    with pytest.raises(ExperimentError, match="--set seed: the sweep varies this setting"):
        read_sweep(written(tmp_path, "[sweep]\nseed = [1]\n"), ["seed=2"])


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.name)
def test_every_example_can_be_read(path: Path) -> None:
    assert len(read_sweep(path).variants) > 1


def test_a_sweep_remembers_what_it_was_made_of(tmp_path: Path) -> None:
    sweep = read_sweep(written(tmp_path, "epochs = 3\n[sweep]\nseed = [5, 6]\n"), ["batch_size=7"])
    assert sweep_of(sweep.values, sweep.table) == sweep


def test_settings_of_the_same_name_are_called_by_their_paths() -> None:
    assert short_names(["scheduler.gamma", "seed"]) == ["gamma", "seed"]
    assert short_names(["data.seed", "seed", "optimizer.lr"]) == ["data.seed", "seed", "lr"]
