from __future__ import annotations

import pytest
import torch
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import caution, sgd, used
from training.experiment.experiment import Experiment
from training.experiment.schedulers import LambdaLR, OneCycleLR, StepLR
from training.schedule.preview import preview


def test_p24_a_group_that_comes_later_is_not_known_to_the_scheduler() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.LambdaLR(optimizer, lambda epoch: 1.0)
    optimizer.add_param_group({"params": [torch.nn.Parameter(torch.ones(1))]})
    with pytest.raises(ValueError, match="shorter"):
        used(optimizer, scheduler, 1)

    thawing = Experiment(scheduler=LambdaLR(lr_lambda="0.9 ** epoch"), freeze_body=3)
    assert preview(thawing).rates.shape == (2, 11)  # both groups are there from the start


@pytest.mark.parametrize(("field", "part"), [("freeze_body", "The body"), ("freeze_head", "The head")])
def test_layers_that_are_frozen_throughout_are_pointed_out(field: str, part: str) -> None:
    found = caution(StepLR(step_size=5), field, **{field: 10})

    assert found.message == f"{part} never learns: it is frozen for 10 epochs, and the run has 10."


def test_one_cycle_gives_the_head_no_rate_of_its_own() -> None:
    found = caution(OneCycleLR(max_lr=0.1), "head_lr", head_lr=0.5)

    assert found.message == "head_lr 0.5 is not used: OneCycleLR gives body and head the same rate."
