from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import read_experiment
from training.experiment.schedulers import MultiStepLR
from training.schedule.preview import preview
from training.schedule.readings import WITHOUT_EDITS, Reading, readings

EXAMPLE = Path(__file__).parents[3] / "resources" / "examples" / "two_schedulers_in_a_row.toml"
MULTI, STEP = {"kind": "MultiStepLR", "milestones": [10, 20]}, {"kind": "StepLR", "step_size": 5}
WARM_UP = {"kind": "LinearLR", "start_factor": 0.1, "total_iters": 4}
COSINE = {"kind": "CosineAnnealingLR", "T_max": 16}


def experiment(kind: str, *schedulers: dict[str, Any], epochs: int = 30, **values: Any) -> Experiment:
    scheduler = {"kind": kind, "schedulers": list(schedulers), **values}
    return experiment_from({"epochs": epochs, "optimizer": {"kind": "SGD", "lr": 0.1}, "scheduler": scheduler})


def by_title(experiment: Experiment, rows: int | None = None) -> dict[str, Reading]:
    return {reading.title: reading for reading in readings(experiment, rows)}


def rates(reading: Reading) -> np.ndarray:
    assert reading.schedule is not None
    return reading.schedule.lr


def test_the_wish_of_the_example_has_four_readings() -> None:
    plain, by_hand, sequence, chain = readings(read_experiment(EXAMPLE))
    wish = [0.1] * 10 + [0.01] * 10 + [0.001] * 5 + [0.0001] * 5
    assert plain.scheduler == MultiStepLR(milestones=(10, 20, 25), gamma=0.1)
    assert np.allclose(rates(plain), wish, rtol=1e-12)
    assert np.allclose(rates(by_hand), wish, rtol=1e-12)
    assert np.allclose(rates(sequence), [0.1] * 10 + [0.01] * 10 + [0.1] * 5 + [0.01] * 5)
    assert rates(chain)[20] == pytest.approx(1e-7)
    assert [reading.equals_wish for reading in (plain, by_hand, sequence, chain)] == [True, True, False, False]
    assert "epoch 20 uses 0.01, epoch 21 uses 0.001" in by_hand.sentence
    assert "epoch 20 uses 0.01, epoch 21 uses 0.1, a jump up" in sequence.sentence
    assert "epoch 21 uses 1e-07" in chain.sentence


def test_changes_by_hand_are_left_out_and_that_is_said() -> None:
    plain = read_experiment(EXAMPLE)
    edited = plain.changed(edits=(Edit(epoch=4, lr=0.5),))
    first, *others = readings(edited)
    assert first.sentence.endswith(WITHOUT_EDITS)
    assert not any(WITHOUT_EDITS in reading.sentence for reading in others)
    for with_edits, without in zip([first, *others], readings(plain), strict=True):
        assert with_edits.scheduler == without.scheduler
        assert with_edits.equals_wish == without.equals_wish
        assert np.array_equal(rates(with_edits), rates(without))


@pytest.mark.parametrize("kind", ["SequentialLR", "HandSwitched", "ChainedScheduler"])
def test_the_readings_are_the_same_whichever_is_chosen(kind: str) -> None:
    values = {} if kind == "ChainedScheduler" else {"milestones": [20]}
    shown = readings(experiment(kind, MULTI, STEP, **values))
    assert [reading.scheduler for reading in shown] == [r.scheduler for r in readings(read_experiment(EXAMPLE))]
    assert ("names no switch; here it comes after epoch 20" in shown[1].sentence) == (kind == "ChainedScheduler")


def test_a_plain_multi_step_lr_is_shown_only_where_one_gives_the_same_rates() -> None:
    shown = by_title(experiment("SequentialLR", WARM_UP, COSINE, milestones=[4]))
    assert list(shown) == ["Switched by hand", "SequentialLR", "ChainedScheduler"]
    assert shown["SequentialLR"].equals_wish
    half = {"kind": "StepLR", "step_size": 5, "gamma": 0.5}
    assert "One MultiStepLR" not in by_title(experiment("HandSwitched", MULTI, half, milestones=[20]))


def test_drops_by_a_power_of_the_factor_are_milestones_listed_twice() -> None:
    half, quarter = ({"kind": "StepLR", "step_size": 5, "gamma": gamma} for gamma in (0.5, 0.25))
    plain = by_title(experiment("HandSwitched", half, quarter, milestones=[10]))["One MultiStepLR"]
    assert plain.scheduler == MultiStepLR(milestones=(5, 10, 15, 15, 20, 20, 25, 25), gamma=0.5)


def test_what_torch_cannot_run_says_why() -> None:
    cycle = {"kind": "OneCycleLR", "max_lr": 0.1, "cycle_momentum": False}
    made = experiment("HandSwitched", cycle, {"kind": "ReduceLROnPlateau"}, milestones=[5])
    made = experiment_from({**made.model_dump(), "step_scheduler": "epoch"})
    shown = by_title(made)
    for title in ("SequentialLR", "ChainedScheduler"):
        assert shown[title].scheduler is shown[title].schedule is None
        assert shown[title].sentence.startswith("It cannot be run: ")
    assert shown["Switched by hand"].equals_wish


def test_a_switch_after_the_end_is_said_to_be_none() -> None:
    for reading in readings(experiment("SequentialLR", STEP, STEP, milestones=[40])):
        assert "the run ends before" in reading.sentence


def test_boundaries_in_batches_are_called_steps() -> None:
    made = experiment("HandSwitched", WARM_UP, COSINE, epochs=2, milestones=[4])
    made = experiment_from({**made.model_dump(), "step_scheduler": "batch"})
    shown = by_title(made, rows=320)
    assert "step 4 uses" in shown["SequentialLR"].sentence
    assert shown["SequentialLR"].schedule is not None
    assert shown["SequentialLR"].schedule.per_epoch == 40


@pytest.mark.parametrize("scheduler", [{"kind": "None"}, STEP, {"kind": "ChainedScheduler", "schedulers": [STEP]}])
def test_a_single_scheduler_can_be_read_in_one_way_only(scheduler: dict[str, Any]) -> None:
    assert readings(experiment_from({"scheduler": scheduler})) == []


gammas = st.sampled_from([0.1, 0.3, 0.5, 0.9])
sizes = st.integers(5, 20)


@given(sizes, sizes, gammas, st.integers(3, 30), st.integers(30, 60))
def test_a_plain_multi_step_lr_has_the_hand_switched_rates(
    first: int, second: int, gamma: float, milestone: int, epochs: int
) -> None:
    children = ({"kind": "StepLR", "step_size": size, "gamma": gamma} for size in (first, second))
    shown = by_title(experiment("HandSwitched", *children, epochs=epochs, milestones=[milestone]))
    if plain := shown.get("One MultiStepLR"):
        assert np.allclose(rates(plain), rates(shown["Switched by hand"]), rtol=1e-12, atol=0)
    for reading in shown.values():
        if reading.scheduler is not None:
            made = experiment("HandSwitched", STEP, epochs=epochs, milestones=[])
            alone = experiment_from({**made.model_dump(), "scheduler": reading.scheduler.model_dump()})
            assert preview(alone).lr.tolist() == rates(reading).tolist()


@given(st.lists(st.sampled_from([MULTI, STEP, WARM_UP, COSINE]), min_size=2, max_size=4), st.integers(1, 40))
def test_a_chain_of_any_length_finds_switches_of_its_own(children: list[dict[str, Any]], epochs: int) -> None:
    by_hand = by_title(experiment("ChainedScheduler", *children, epochs=epochs))["Switched by hand"]
    assert by_hand.scheduler is not None
    assert by_hand.equals_wish
