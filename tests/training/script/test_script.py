from __future__ import annotations

import ast
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.schedulers import SCHEDULERS
from tests.training.script.experiments import EXPERIMENTS
from tests.training.script.running import assert_clean, run_here, run_text
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.experiment.data import DataSettings, Moons
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD, AdamW
from training.experiment.schedulers import (
    ReduceLROnPlateau,
)
from training.schedule.assumption import Assumption
from training.schedule.preview import preview
from training.script.errors import ScriptError
from training.script.prove import Comparison
from training.script.script import script_of


@cache
def data_of(settings: DataSettings) -> Dataset:
    return load(settings)


@cache
def script(name: str) -> str:
    return script_of(EXPERIMENTS[name], data_of(EXPERIMENTS[name].data))


def test_the_experiments_cover_every_choice() -> None:
    for stage, kinds in STAGES.items():
        used = {getattr(experiment, stage).kind for experiment in EXPERIMENTS.values()}
        assert used >= {kind.model_fields["kind"].default for kind in kinds} - {"Table"}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_script_prints_the_figures_of_the_run_to_the_last_bit(name: str) -> None:
    experiment = EXPERIMENTS[name]
    rows, _ = run_text(script(name))
    assert rows == run_here(experiment, data_of(experiment.data))
    assert rows


def test_every_script_passes_ruff_and_needs_no_stepwell() -> None:
    texts = [script(name) for name in EXPERIMENTS]
    assert_clean(*texts)
    for text in texts:
        modules = {node.names[0].name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)}
        modules |= {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
        assert {str(module).split(".")[0] for module in modules} <= {"math", "functools", "torch", "sklearn"}


def test_the_script_holds_only_what_the_experiment_needs() -> None:
    text = script("linear without bias")
    for needless in ("lowest", "clip_grad", "bincount", "clamp", "masked_fill", "def ", "head", "split("):
        assert needless not in text
    assert ".to(device)" not in script("SGD")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a class that is never trained", "counts.clamp(min=1)"),
        ("validation in blocks", "val_x.split(4096)"),
        ("early stopping without validation", "lowest = min(lowest, train_loss)"),
        ("a long formula", "def interp("),
        ("switched within a switch", "hand_over()"),
        ("dropout and batch norm", "network.eval()  # no dropout"),
        ("a rate by hand", "if epoch == 3:  # changed by hand"),
        ("schedulers by hand", "scheduler = None"),
        ("optimizers by hand", "elif epoch < 4:"),
    ],
)
def test_what_only_some_experiments_need_is_written_there(name: str, line: str) -> None:
    assert line in script(name)
    assert line not in script("the tutorial")


def test_a_small_network_is_trained_on_one_thread_and_a_large_one_is_not() -> None:
    assert "torch.set_num_threads(1)" in script("the tutorial")
    assert "set_num_threads" not in script("worth threads")


def test_a_scheduler_that_watches_a_validation_without_rows_has_no_script() -> None:
    experiment = Experiment(data=Moons(rows=10, validation=0.01), scheduler=ReduceLROnPlateau())
    with pytest.raises(ScriptError, match="no row is held back"):
        script_of(experiment, load(experiment.data))


OPTIMIZERS = st.one_of(
    st.builds(SGD, lr=st.floats(1e-4, 2.0), momentum=st.sampled_from([0.0, 0.5, 0.9])),
    st.builds(AdamW, lr=st.floats(1e-5, 0.1), weight_decay=st.floats(0, 0.5)),
)
NETWORKS = st.builds(
    MLP,
    hidden=st.lists(st.integers(1, 9), min_size=1, max_size=2).map(tuple),
    activation=st.sampled_from(["ReLU", "Tanh", "GELU"]),
    dropout=st.sampled_from([0.0, 0.0, 0.3]),
)


@st.composite
def edits(draw: Any) -> tuple[Edit, ...]:
    """Draw changes by hand, most often none."""
    epochs = draw(st.lists(st.integers(2, 9), unique=True, max_size=3) if draw(st.booleans()) else st.just([]))
    changes = st.fixed_dictionaries(
        {}, optional={"lr": st.floats(0, 1), "optimizer": OPTIMIZERS, "scheduler": SCHEDULERS}
    ).filter(lambda values: values and not {"lr", "optimizer"} <= values.keys())
    return tuple(Edit(epoch=epoch, **draw(changes)) for epoch in sorted(epochs))


@st.composite
def experiments(draw: Any) -> Experiment:
    """Draw settings that fit together."""
    scheduler, by_hand = draw(SCHEDULERS), draw(edits())
    members = [
        member
        for choice in (scheduler, *(edit.scheduler for edit in by_hand))
        if choice
        for _, member in choice.family()
    ]
    watches = any(isinstance(member, ReduceLROnPlateau) for member in members)
    frozen = draw(st.sampled_from(["freeze_body", "freeze_head"]))
    try:
        return Experiment(
            seed=draw(st.integers(0, 2**63 - 1)),
            epochs=draw(st.integers(max([1, *(edit.epoch for edit in by_hand)]), 12)),
            batch_size=draw(st.sampled_from([7, 16, 100])),
            class_weights=draw(st.sampled_from(["none", "balanced"])),
            clip_grad_norm=draw(st.none() | st.floats(0.01, 2)),
            early_stopping=draw(st.none() | st.integers(1, 5)),
            step_scheduler="epoch"
            if watches
            else draw(st.sampled_from(["epoch", "batch"] if by_hand else ["auto", "epoch", "batch"])),
            head_lr=draw(st.none() | st.floats(0, 1)),
            **{frozen: draw(st.sampled_from([0, 0, 3]))},
            data=Moons(rows=draw(st.integers(10, 40)), validation=draw(st.sampled_from([0.2, 0.5])), seed=1),
            network=draw(NETWORKS),
            optimizer=draw(OPTIMIZERS),
            scheduler=scheduler,
            edits=by_hand,
        )
    except ValidationError:
        assume(False)
        raise


def check(experiment: Experiment) -> None:
    """Compare preview, run and script in every figure of every epoch."""
    dataset = data_of(experiment.data)
    text = script_of(experiment, dataset)
    try:
        expected = run_here(experiment, dataset)
    except TrainingError:  # what torch refuses, it refuses in the script, too
        with pytest.raises((ValueError, ArithmeticError, RuntimeError)):
            run_text(text)
        return
    rows, _ = run_text(text)
    assert rows == expected
    comparison = Comparison(experiment, dataset.rows, None)
    for row in rows:
        comparison.add(row)
    assert comparison.end().holds
    if len(set(experiment.watched)) < 2:
        watched = [float(row[figure]) for figure in experiment.watched[:1] for row in rows]
        schedule = preview(experiment, dataset.rows, Assumption("trained", watched) if watched else None)
        assert [row["lr"] for row in rows] == list(map(repr, schedule.lr.tolist()[: len(rows)]))
        assert [row["lr_after"] for row in rows] == list(map(repr, schedule.lr_after.tolist()[: len(rows)]))


@settings(max_examples=100)
@given(experiments())
def test_preview_run_and_script_are_one(experiment: Experiment) -> None:
    check(experiment)


@pytest.mark.slow
@settings(max_examples=1000)
@given(experiments())
def test_preview_run_and_script_are_one_for_very_many_experiments(experiment: Experiment) -> None:
    check(experiment)


@pytest.mark.slow
@settings(max_examples=200)
@given(experiments())
def test_very_many_scripts_pass_ruff(experiment: Experiment) -> None:
    assert_clean(script_of(experiment, data_of(experiment.data)))
