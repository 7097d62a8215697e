from __future__ import annotations

import pytest

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError


def changed(*settings: str) -> Experiment:
    return experiment_from(with_overrides(plain(Experiment()), settings))


def test_a_new_kind_starts_from_its_own_defaults_whatever_the_order() -> None:
    experiment = changed("scheduler.milestones=[3, 7]", "scheduler.kind=MultiStepLR")
    assert experiment.scheduler.kind == "MultiStepLR"
    assert experiment.scheduler.gamma == 0.1
    assert changed("optimizer.kind=Adam").optimizer.lr == 1e-3


def test_the_same_kind_again_changes_nothing() -> None:
    assert changed("scheduler.kind=StepLR") == Experiment()


def test_another_data_set_keeps_the_share_for_validation() -> None:
    assert changed("data.validation=0.3", "data.kind=Iris").data.validation == 0.3


def test_values_are_toml_and_bare_words_are_texts() -> None:
    experiment = changed("device=cpu", "epochs=3", "optimizer.lr=1e-2", "network.hidden=[4, 4]", "network.bias=false")
    assert (experiment.device, experiment.epochs, experiment.optimizer.lr) == ("cpu", 3, 0.01)
    assert (experiment.network.hidden, experiment.network.bias) == ((4, 4), False)


def test_a_scheduler_inside_another_is_reached_by_its_place() -> None:
    experiment = changed("scheduler.kind=SequentialLR", "scheduler.milestones=[4]", "scheduler.schedulers[1].T_max=6",
                         "scheduler.schedulers=[{kind='LinearLR'}, {kind='CosineAnnealingLR', T_max=9}]")  # fmt: skip
    assert [child.kind for child in experiment.scheduler.schedulers] == ["LinearLR", "CosineAnnealingLR"]
    assert experiment.scheduler.schedulers[1].T_max == 6


def test_none_switches_off_what_may_be_off() -> None:
    values = plain(Experiment(clip_grad_norm=1.0))
    assert experiment_from(with_overrides(values, ["clip_grad_norm=none"])).clip_grad_norm is None


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("epochs", "write KEY=VALUE"),
        ("=3", "write KEY=VALUE"),
        ("a.b.c=3", "there is no table 'a'"),
        ("scheduler[0]=3", "write KEY=VALUE"),
        ("scheduler.schedulers[0].gamma=3", "there is no such table"),
        ("shceduler.kind=StepLR", "did you mean 'scheduler'"),
        ("scheduler.stepsize=3", "did you mean 'step_size'"),
        ("optimizer=SGD", "is not a table of settings"),
        ("optimizer.lr=0,001", "'0,001' does not fit"),
        ("epochs=3\nseed = 4", "does not fit"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name(setting: str, sentence: str) -> None:
    with pytest.raises(ExperimentError, match=sentence):
        changed(setting)
