"""What two classes lead to, each in one file that `adding.py` lays in its folder: run by `test_one_entry.py`."""

from __future__ import annotations

import csv
import io
import math
from contextlib import redirect_stdout
from typing import Any

import pytest
import torch
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from gui.document.document import ExperimentDocument
from gui.document.fields import fields_of
from gui.forms.experiment_form import ExperimentForm
from gui.panels.why.why_part import PartCard
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT, apply_theme
from tests.gui.forms.keyboard import choose, find
from tests.textbook import layers
from training.cli import main
from training.engine.data import load
from training.engine.networks import describe_network
from training.engine.sweep.sweep import sweep
from training.engine.train import train
from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.schedule.pitfalls import warnings_of
from training.schedule.preview import preview
from training.schedule.why import why
from training.script.prove import prove
from training.script.script import script_of

SET = ["scheduler.kind=InverseSquareRootLR", "scheduler.warm_up=3", "optimizer.kind=Lion", "optimizer.lr=0.01"]
SET += ["optimizer.weight_decay=0.1", "epochs=7", "data.kind=Moons", "data.rows=60", "device=cpu"]
WARM_UP, LR = 3, 0.01


def experiment(*more: str) -> Experiment:
    return experiment_from(with_overrides({}, [*SET, *more]))


def rate(step: int) -> float:
    """The rate of an epoch, counted from 1, by the formula of the paper."""
    return LR * (step / WARM_UP if step < WARM_UP else math.sqrt(WARM_UP / step))


def lion(weights: list[Tensor], means: list[Tensor], lr: float) -> None:
    """A step by the algorithm of its paper, with betas 0.9 and 0.99 and a weight decay of 0.1."""
    for weight, mean in zip(weights, means, strict=True):
        assert weight.grad is not None
        blend = 0.9 * mean + (1 - 0.9) * weight.grad
        weight.mul_(1 - lr * 0.1)
        weight.add_(torch.sign(blend), alpha=-lr)
        mean.mul_(0.99).add_(weight.grad, alpha=1 - 0.99)


def textbook(experiment: Experiment, data: Any) -> list[tuple[float, float, float]]:
    torch.manual_seed(experiment.seed)
    network = nn.Sequential(*layers(experiment.network, data.x.shape[1], len(data.classes), None))
    weights, criterion = list(network.parameters()), nn.CrossEntropyLoss()
    means = [torch.zeros_like(weight) for weight in weights]
    order = torch.Generator().manual_seed(experiment.seed)
    loader = DataLoader(TensorDataset(data.x, data.y), experiment.batch_size, shuffle=True, generator=order)
    rows = []
    for epoch in range(1, experiment.epochs + 1):
        total = 0.0
        for x, y in loader:
            network.zero_grad()
            loss = criterion(network(x), y)
            loss.backward()
            with torch.no_grad():
                lion(weights, means, rate(epoch))
            total += loss.item() * len(y)
        rows.append((rate(epoch), rate(epoch + 1), total / len(data.y)))
    return rows


def printed(experiment: Experiment, column: str) -> list[float]:
    """What the experiment's script prints in a column."""
    with redirect_stdout(io.StringIO()) as output:
        exec(script_of(experiment, load(experiment.data)), {"__name__": "__main__"})
    return [float(row[column]) for row in csv.DictReader(io.StringIO(output.getvalue()))]


def test_the_form_offers_both_with_their_fields(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, LIGHT)
    document = ExperimentDocument()
    form = ExperimentForm(document)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    choose(form, "scheduler", "InverseSquareRootLR")
    choose(form, "optimizer", "Lion")

    assert find(form, "scheduler.warm_up").text() == "4"
    assert find(form, "optimizer.betas").text() == "0.9, 0.99"
    assert document.experiment.scheduler.kind == "InverseSquareRootLR"
    assert document.experiment.optimizer.kind == "Lion"


def test_the_preview_is_the_formula() -> None:
    assert preview(experiment()).lr.tolist() == pytest.approx([rate(epoch) for epoch in range(1, 8)], rel=1e-15)


def test_a_run_equals_the_textbook_loop() -> None:
    data = load(experiment().data)
    found = [(record.lr, record.lr_after, record.loss) for record in train(experiment())]
    assert found == textbook(experiment(), data)


def test_the_script_has_both_classes_and_proves_preview_and_run() -> None:
    data = load(experiment().data)
    script = script_of(experiment(), data)
    for kind in (type(experiment().scheduler), type(experiment().optimizer)):
        assert script.count(kind.definition.strip()) == 1
    *_, proof = prove(script, experiment(), data.rows)
    assert proof.holds


def test_a_change_is_explained_by_the_line_that_made_it(qtbot: QtBot) -> None:
    explanation = why(experiment(), 5)
    assert "InverseSquareRootLR: step 6 of the fall, falling, lr 0.00774597 → 0.00707107" in explanation.sentence()
    (part,) = explanation.parts
    assert part.source is not None
    assert part.source.text == "return [base_lr * factor for base_lr in self.base_lrs]"
    assert "InverseSquareRootLR" in part.source.file
    assert part.formula == f"0.01 * {math.sqrt(3 / 6)!r}"
    assert "√(warm_up / step)" in part.rule
    card = PartCard(part, explanation.torch, Appearance(LIGHT))
    qtbot.addWidget(card)
    assert any("script: InverseSquareRootLR:14" in label.text() for label in card.findChildren(QLabel))


def test_a_network_and_a_data_set_are_in_form_run_script_and_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["network.kind=Funnel", "network.width=4", "data.kind=Stripes", "data.rows=40", "device=cpu", "epochs=3"]
    chosen = experiment_from(with_overrides({}, settings))
    data = load(chosen.data)
    assert [field.path for field in fields_of("network", "Funnel")] == ["network.width"]
    assert "data.rows" in [field.path for field in fields_of("data", "Stripes")]
    assert data.classes == ("stripe 1", "stripe 2")
    assert [layer.shape for layer in describe_network(chosen.network, data)] == [(4,), (4,), (2,), (2,), (2,)]
    assert main(["train", *(f"--set={text}" for text in settings), "--csv=-", "--quiet", "--no-store"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [float(row["loss"]) for row in rows] == printed(chosen, "loss") == [one.loss for one in train(chosen)]


def test_compositions_take_it_and_the_script_agrees() -> None:
    both = '[{kind="ExponentialLR",gamma=0.9},{kind="InverseSquareRootLR",warm_up=2}]'
    parts = f'[{{kind="SequentialLR",milestones=[2],schedulers={both}}},{{kind="ChainedScheduler",schedulers={both}}}]'
    changes = [text for text in SET if not text.startswith("scheduler")]
    changes += ["scheduler.kind=HandSwitched", f"scheduler.schedulers={parts}", "scheduler.milestones=[4]"]
    composed = experiment_from(with_overrides({}, changes))
    assert printed(composed, "lr") == preview(composed).lr.tolist()
    assert printed(composed, "loss") == [record.loss for record in train(composed)]


def test_the_command_line_trains_it_to_a_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *(f"--set={text}" for text in SET), "--csv=-", "--quiet", "--no-store"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [float(row["lr"]) for row in rows] == [record.lr for record in train(experiment())]
    assert all("InverseSquareRootLR: step" in row["observation"] for row in rows)
    assert main(["preview", *(f"--set={text}" for text in SET)]) == 0
    assert "InverseSquareRootLR: step 2 of the warm-up, rising" in capsys.readouterr().out


def test_a_wrong_value_and_a_slip_are_refused_as_everywhere() -> None:
    with pytest.raises(ExperimentError, match=r"scheduler\.warm_up: 0 does not fit; give a whole number, at least 1"):
        experiment("scheduler.warm_up=0")
    with pytest.raises(ExperimentError, match=r"did you mean 'InverseSquareRootLR'\?"):
        experiment("scheduler.kind=InverseSquareRoot")


def test_a_sweep_trains_both_as_single_runs_do() -> None:
    variants = [experiment(f"seed={seed}") for seed in range(3)]
    records: dict[int, list[float]] = {}
    for update in sweep(variants):
        if update.record is not None:
            records.setdefault(update.run, []).append(update.record.loss)
    assert records == {place: [record.loss for record in train(one)] for place, one in enumerate(variants)}


def test_no_pitfall_is_about_what_it_does_not_know() -> None:
    assert warnings_of(experiment(), preview(experiment()), 48) == []
    assert len({kind.__name__ for kind in STAGES["scheduler"]}) == len(STAGES["scheduler"])
