from __future__ import annotations

import pytest

from tests.training.schedule.pitfalls.cases import caution, cautions
from training.engine.errors import TrainingError
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.optimizers import LBFGS
from training.experiment.schedulers import StepLR

DROPPED = StepLR(step_size=2, gamma=0.0)
SEARCHING = LBFGS(line_search_fn="strong_wolfe", lr=0.1)


@pytest.mark.slow
def test_a_line_search_fails_at_rate_0() -> None:
    with pytest.raises(TrainingError, match="Epoch 3: torch divides by zero"):
        list(train(Experiment(scheduler=DROPPED, optimizer=SEARCHING, device="cpu", epochs=4)))

    found = caution(DROPPED, "optimizer.line_search_fn", optimizer=SEARCHING)
    assert "stops with a division by zero in epoch 3" in found.message
    assert found.fix is not None
    assert found.fix.overrides == ["optimizer.line_search_fn=none"]


def test_without_a_search_nothing_fails() -> None:
    assert "P35" not in {found.pitfall for found in cautions(DROPPED, optimizer=LBFGS())}
