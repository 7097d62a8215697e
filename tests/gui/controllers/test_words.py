from __future__ import annotations

from gui.controllers.words import data_words, network_words, optimizer_words, scheduler_words
from training.engine.data import load
from training.engine.networks import describe_network
from training.experiment.data import Tutorial
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.schedulers import MultiStepLR, NoScheduler
from training.schedule.preview import LONGEST, preview

DATA = load(Tutorial())


def test_each_stage_says_what_flows_out_of_it() -> None:
    experiment = Experiment()
    assert data_words(DATA) == "800 × 10, 2 classes; 200 rows for validation"
    layers = describe_network(experiment.network, DATA)
    assert network_words(DATA, layers) == "10 → Linear 5 (55) → ReLU → Linear 2 (12) = 67 parameters"
    assert optimizer_words(experiment, DATA) == "100 steps an epoch, 1,000 in all"
    assert scheduler_words(preview(experiment)) == "lr 0.1 → 0.05, 1 change while training"


def test_a_layer_as_wide_as_the_one_before_still_says_its_width() -> None:
    layers = describe_network(MLP(hidden=(5, 5)), DATA)
    assert "Linear 5 (55) → ReLU → Linear 5 (30)" in network_words(DATA, layers)


def test_a_change_after_the_last_epoch_is_no_change_while_training() -> None:
    experiment = Experiment(scheduler=MultiStepLR(milestones=(10,)))
    assert scheduler_words(preview(experiment)) == "lr 0.1 in every epoch"


def test_a_schedule_that_is_shown_in_part_says_so() -> None:
    words = scheduler_words(preview(Experiment(epochs=LONGEST + 1, scheduler=NoScheduler())))
    assert words == "lr 0.1 in every epoch (first 100,000 epochs)"


def test_data_without_validation_say_so() -> None:
    assert data_words(load(Tutorial(validation=0.0))) == "1000 × 10, 2 classes; no validation"
