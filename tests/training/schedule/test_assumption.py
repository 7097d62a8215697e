from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import ReduceLROnPlateau
from training.runs.csv import write_trace
from training.runs.trace import Trace
from training.schedule.assumption import SHAPES, Assumption, assume, read_assumption
from training.schedule.preview import preview

PLATEAU = Experiment(epochs=30, scheduler=ReduceLROnPlateau(patience=1, threshold=0.1))


@given(shape=st.sampled_from(list(SHAPES)), epochs=st.integers(1, 300))
def test_a_shape_has_a_value_for_each_epoch_and_an_accuracy_is_its_mirror(shape: str, epochs: int) -> None:
    loss, accuracy = (assume(shape, epochs, monitor) for monitor in ("val_loss", "accuracy"))
    assert len(loss.values) == epochs
    assert [1 - value for value in loss.values] == pytest.approx(list(accuracy.values))


def test_the_words_of_an_accuracy_are_mirrored_too() -> None:
    assert assume("falls, then flat", 5, "val_loss").name == "val_loss falls, then flat"
    assert assume("falls, then rises", 5, "accuracy").name == "accuracy rises, then falls"


def test_the_last_value_is_held() -> None:
    assert [Assumption("", [3.0, 2.0]).at(epoch) for epoch in (1, 2, 9)] == [3.0, 2.0, 2.0]


def test_a_run_s_own_trace_gives_the_run_s_own_rates(tmp_path: Path) -> None:
    trace = Trace(PLATEAU)
    trace.extend(train(PLATEAU))
    write_trace(tmp_path / "trace.csv", trace)
    assumption = read_assumption(str(tmp_path / "trace.csv"), 30, "val_loss")
    schedule = preview(PLATEAU, assumption=assumption)
    assert schedule.lr.tolist() == trace.column("lr").tolist()
    assert schedule.lr[-1] < schedule.lr[0]
    assert schedule.assumption == "val_loss goes as in trace.csv"


@pytest.mark.parametrize("content", ["", "epoch,lr\n1,0.1\n", "val_loss\nmuch\n", "val_loss\n"])
def test_a_file_without_the_figure_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    path.write_text(content)
    with pytest.raises(ExperimentError, match="no column val_loss"):
        read_assumption(str(path), 30, "val_loss")


def test_neither_shape_nor_file_names_the_shapes() -> None:
    with pytest.raises(ExperimentError, match="'keeps falling'"):
        read_assumption("nothing", 30, "val_loss")
