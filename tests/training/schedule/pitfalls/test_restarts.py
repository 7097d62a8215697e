from __future__ import annotations

import pytest

from tests.training.schedule.pitfalls.cases import caution, cautions
from training.experiment.experiment import Experiment
from training.experiment.schedulers import CosineAnnealingWarmRestarts, LinearLR, SequentialLR
from training.schedule.preview import preview


def test_restarts_meant_for_epochs_are_told_from_restarts_in_batches() -> None:
    found = caution(CosineAnnealingWarmRestarts(T_0=2), "scheduler.T_0", step_scheduler="batch", epochs=10)

    assert found.message == "The rate restarts 19 times: T_0 2 counts batches, and an epoch has 4."
    assert found.fix is not None
    assert found.fix.overrides == ["scheduler.T_0=8"]


@pytest.mark.parametrize(("epochs", "waves", "mended"), [(12, 2, 6), (11, 2, 6), (6, 1, 6), (16, 3, 6), (7, 1, 7)])
def test_a_run_that_ends_just_after_a_restart_gets_waves_that_fill_it(epochs: int, waves: int, mended: int) -> None:
    found = caution(CosineAnnealingWarmRestarts(T_0=5), "scheduler.T_0", epochs=epochs)
    rates = preview(Experiment(scheduler=CosineAnnealingWarmRestarts(T_0=5), epochs=epochs)).lr

    assert f"ends {epochs - 5 * waves} epoch" in found.message
    assert f"epoch {epochs} trains at {rates[-1]:.6g}" in found.message
    assert found.fix is not None
    assert found.fix.overrides == [f"scheduler.T_0={mended}"]


@pytest.mark.parametrize("epochs", [5, 8, 10, 14, 15])
def test_a_run_that_ends_low_gives_no_cause_for_caution(epochs: int) -> None:
    assert cautions(CosineAnnealingWarmRestarts(T_0=5), epochs=epochs) == []


def test_growing_waves_are_counted_as_they_grow() -> None:
    assert cautions(CosineAnnealingWarmRestarts(T_0=2, T_mult=2), epochs=14) == []
    found = caution(CosineAnnealingWarmRestarts(T_0=2, T_mult=2), "scheduler.T_0", epochs=15)
    assert found.message.startswith("The run ends 1 epoch after a restart: epoch 15 trains at 0.1")


def test_waves_of_one_step_never_fall() -> None:
    assert "never falls" in caution(CosineAnnealingWarmRestarts(T_0=1), "scheduler.T_0").message


def test_a_part_counts_its_restarts_from_its_own_start() -> None:
    parts = LinearLR(total_iters=2), CosineAnnealingWarmRestarts(T_0=4)
    scheduler = SequentialLR(schedulers=parts, milestones=(2,))

    (found,) = (what.message for what in cautions(scheduler, epochs=11) if what.path.endswith("T_0"))

    assert found.startswith("The run ends 1 epoch after a restart: epoch 11 trains at 0.1")
