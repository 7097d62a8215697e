from __future__ import annotations

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import Adam
from training.experiment.schedulers import MultiStepLR, NoScheduler
from training.runs.run import Run, name_of
from training.runs.trace import Trace

RUN = "StepLR(step_size=5, gamma=0.5)"


def test_a_run_is_named_by_its_number_and_schedule() -> None:
    assert Run(3, Trace(Experiment())).name == f"3 {RUN}"


def test_a_run_that_no_store_keeps_says_so() -> None:
    assert Run(-1, Trace(Experiment())).name == f"unsaved 1 {RUN}"


def test_a_title_takes_the_place_of_the_schedule() -> None:
    assert Run(3, Trace(Experiment()), title="My warm-up run").name == "3 My warm-up run"


def test_what_a_hand_changed_is_named_while_it_is_little() -> None:
    rate, scheduler = Edit(epoch=3, lr=0.01), Edit(epoch=6, scheduler=MultiStepLR(milestones=(2,)))
    assert name_of(Experiment(edits=(rate,))) == f"{RUN}, lr=0.01 from epoch 3"
    assert name_of(Experiment(edits=(rate, scheduler))) == (
        f"{RUN}, lr=0.01 from epoch 3, MultiStepLR(milestones=[2]) from epoch 6"
    )
    assert name_of(Experiment(edits=(Edit(epoch=4, lr=0.01, scheduler=NoScheduler()),))) == (
        f"{RUN}, lr=0.01 and constant rate from epoch 4"
    )
    optimizer = Edit(epoch=7, optimizer=Adam())
    assert name_of(Experiment(edits=(rate, scheduler, optimizer))) == f"{RUN}, changed 3 times by hand"
