from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from training.experiment.data import Tutorial
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain, read_experiment, write_experiment
from training.experiment.optimizers import SGD, Adam
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import ExponentialLR, OneCycleLR, ReduceLROnPlateau, StepLR
from training.experiment.sweep import sweep_of

CYCLE = {"kind": "OneCycleLR", "max_lr": 0.1}
SEQUENCE = {"kind": "SequentialLR", "schedulers": [{"kind": "StepLR", "step_size": 0}], "milestones": []}
LATER = Edit(epoch=8, scheduler=ExponentialLR(gamma=0.9))


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        ([{"epoch": 6}], "edits[0]: nothing is changed; give a lr, an optimizer or a scheduler"),
        (
            [{"epoch": 6, "lr": 0.1, "optimizer": {"kind": "Adam"}}],
            "edits[0]: a new optimizer has a rate of its own; give it as optimizer.lr and leave lr out",
        ),
        ([{"lr": 0.1}], "edits[0].epoch: is missing"),
        ([{"epoch": 1, "lr": 0.1}], "edits[0].epoch: 1 does not fit; give a whole number, at least 2"),
        ([{"epoch": 6, "lr": -0.1}], "edits[0].lr: -0.1 does not fit; give a number, at least 0"),
        ([{"epoch": 6, "lrr": 0.1}], "edits[0].lrr: there is no such setting; did you mean 'lr'?"),
        ([{"epoch": 6, "optimizer": {"kind": "adam"}}], "edits[0].optimizer.kind: 'adam' is not known; did you mean"),
        ([{"epoch": 6, "scheduler": {"T_max": 3}}], "edits[0].scheduler.T_max: there is no such setting of StepLR"),
        ([{"epoch": 6, "scheduler": SEQUENCE}], "edits[0].scheduler.schedulers[0].step_size: 0 does not fit"),
        ([{"epoch": 6, "lr": 0.1}, {"epoch": 6, "lr": 0.2}], "edits[1].epoch: 6 does not follow 6"),
        ([{"epoch": 6, "lr": 0.1}, {"epoch": 5, "lr": 0.2}], "edits[1].epoch: 5 does not follow 6"),
        ([{"epoch": 6, "lr": 0.1}, {"epoch": 11, "lr": 0.2}], "edits[1].epoch: there is no epoch 11 in a run of 10"),
        ([{"epoch": 6, "optimizer": {"kind": "Muon"}}], "edits[0].optimizer.kind: Muon trains matrices only"),
        ({"epoch": 6, "lr": 0.1}, "edits: {'epoch': 6, 'lr': 0.1} does not fit; give a list, each a table"),
        (
            [{"epoch": 6, "scheduler": CYCLE}],
            "edits[0].scheduler: OneCycleLR is meant to step after each batch, and this run's StepLR steps after each "
            'epoch; set step_scheduler to "epoch" to step both so',
        ),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_with_its_place(edits: Any, sentence: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        experiment_from({"edits": edits})
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("settings", "edit", "path"),
    [
        ({"clip_grad_norm": 1.0}, {"optimizer": {"kind": "LBFGS"}}, "clip_grad_norm"),
        ({"head_lr": 0.1}, {"optimizer": {"kind": "LBFGS"}}, "edits[0].optimizer.kind"),
        ({"scheduler": CYCLE}, {"optimizer": {"kind": "Adagrad"}}, "scheduler.cycle_momentum"),
        (
            {"step_scheduler": "epoch"},
            {"optimizer": {"kind": "Adagrad"}, "scheduler": CYCLE},
            "edits[0].scheduler.cycle_momentum",
        ),
        ({"step_scheduler": "batch"}, {"scheduler": {"kind": "ReduceLROnPlateau"}}, "edits[0].scheduler"),
        (
            {"data": Tutorial(validation=0.0)},
            {"scheduler": {"kind": "ReduceLROnPlateau"}},
            "edits[0].scheduler.monitor",
        ),
        ({"scheduler": CYCLE}, {"scheduler": {"kind": "StepLR", "step_size": 3}}, "edits[0].scheduler"),
    ],
)
def test_the_rules_of_an_experiment_hold_for_its_edits(settings: Any, edit: Any, path: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        experiment_from({**settings, "edits": [{"epoch": 6, **edit}]})
    assert caught.value.problems[0].path == path


def test_edits_that_step_as_the_run_does_are_welcome() -> None:
    cycle, stairs = Edit(epoch=4, scheduler=OneCycleLR(max_lr=0.1)), Edit(epoch=4, scheduler=StepLR(step_size=9))
    assert not Experiment(edits=(cycle,), step_scheduler="epoch").steps_after_batch
    assert Experiment(edits=(cycle,), scheduler=OneCycleLR(max_lr=0.2)).steps_after_batch
    assert Experiment(edits=(stairs,), scheduler=OneCycleLR(max_lr=0.2), step_scheduler="batch").steps_after_batch


def test_an_edit_does_not_decide_how_the_run_steps_but_what_it_watches() -> None:
    plateau = Edit(epoch=4, scheduler=ReduceLROnPlateau(monitor="loss"))
    experiment = Experiment(edits=(plateau,), scheduler=ReduceLROnPlateau())
    assert (experiment.watched, experiment.steps_after_batch) == (("val_loss", "loss"), False)


def test_phases_begin_where_a_scheduler_is_built() -> None:
    renewed = Edit(epoch=5, optimizer=Adam())
    experiment = Experiment(edits=(Edit(epoch=3, lr=0.2), renewed, LATER))
    assert [phase.first for phase in experiment.phases] == [1, 5, 8]
    assert experiment.phase(4) == experiment.phases[0]
    assert experiment.phase(5)[1:] == (Adam(), experiment.scheduler, "edits[1].optimizer", "scheduler")
    assert experiment.phase(9)[1:] == (Adam(), LATER.scheduler, "edits[1].optimizer", "edits[2].scheduler")


def test_edits_of_one_epoch_become_one() -> None:
    experiment = Experiment().with_edit(LATER).with_edit(Edit(epoch=4, lr=0.3)).with_edit(Edit(epoch=8, lr=0.02))
    assert [(edit.epoch, edit.lr, edit.scheduler) for edit in experiment.edits] == [
        (4, 0.3, None),
        (8, 0.02, LATER.scheduler),
    ]
    renewed = experiment.with_edit(Edit(epoch=4, optimizer=Adam(lr=0.5)))
    assert renewed.edit(4) == Edit(epoch=4, optimizer=Adam(lr=0.5))
    assert renewed.with_edit(Edit(epoch=4, lr=0.2)).edit(4) == Edit(epoch=4, optimizer=Adam(lr=0.2))
    assert renewed.up_to(7).edits == (Edit(epoch=4, optimizer=Adam(lr=0.5)),)
    with pytest.raises(ExperimentError, match="no epoch 12"):
        experiment.with_edit(Edit(epoch=12, lr=0.1))


@given(st.lists(st.tuples(st.floats(1e-6, 10), st.none() | SCHEDULERS), min_size=1, max_size=3))
def test_edits_come_back_from_a_file_as_they_were(found: list[tuple[float, Any]]) -> None:
    edits = tuple(Edit(epoch=2 + place, lr=lr, scheduler=scheduler) for place, (lr, scheduler) in enumerate(found))
    try:
        experiment = Experiment(edits=edits, step_scheduler="epoch")
    except ValueError:
        return
    assert experiment_from(plain(experiment)) == experiment
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment


def test_a_file_without_edits_does_not_mention_them(tmp_path: Path) -> None:
    write_experiment(tmp_path / "plain.toml", Experiment())
    assert "edits" not in (tmp_path / "plain.toml").read_text()


def test_the_comments_of_edits_survive_another_edit(tmp_path: Path) -> None:
    path = tmp_path / "edited.toml"
    path.write_text(
        "epochs = 12\n\n[[edits]] # once it is slow\nepoch = 4\nlr = 0.2 # by hand\n\n"
        "[[edits]]\nepoch = 6\n[edits.scheduler] # for the end\nkind = 'StepLR'\nstep_size = 3\n"
    )
    experiment = read_experiment(path)
    assert [edit.epoch for edit in experiment.edits] == [4, 6]
    longer = experiment.with_edit(Edit(epoch=4, lr=0.3)).with_edit(Edit(epoch=9, optimizer=SGD(lr=0.01)))
    for wanted in (longer, experiment.up_to(4), Experiment()):
        write_experiment(path, wanted)
        assert read_experiment(path) == wanted
        if wanted.edits:
            assert "[[edits]] # once it is slow" in path.read_text()
            assert ("lr = 0.3 # by hand" in path.read_text()) == (wanted is longer)
        assert ("# for the end" in path.read_text()) == (wanted is longer)


def test_edits_can_be_set_on_the_command_line_and_varied_in_a_sweep() -> None:
    values = with_overrides(plain(Experiment()), ["edits=[{epoch=6, lr=0.01}]"])
    assert experiment_from(values).edits == (Edit(epoch=6, lr=0.01),)
    sweep = sweep_of(plain(Experiment()), {"edits": [[], [{"epoch": 3, "lr": 0.1}], [{"epoch": 4, "lr": 0.1}]]})
    assert [[edit.epoch for edit in variant.experiment.edits] for variant in sweep.variants] == [[], [3], [4]]
