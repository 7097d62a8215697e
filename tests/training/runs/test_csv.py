from __future__ import annotations

import csv
import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.engine.train import train
from training.experiment.data import Tutorial
from training.experiment.experiment import Experiment
from training.files import FileError
from training.runs.csv import COLUMNS, HEAD_COLUMNS, csv_text, runs_csv, trace_csv, write_trace
from training.runs.trace import Trace


@given(value=st.floats())
def test_a_float_reads_back_to_the_same_bits(value: float) -> None:
    (row,) = list(csv.reader(io.StringIO(csv_text(("x",), [(value,)]))))[1:]
    back = float(row[0])
    assert struct.pack("d", back) == struct.pack("d", value) or (back != back and value != value)


@given(start=st.sampled_from("=+-@\t"), rest=st.text(max_size=20))
def test_a_text_never_begins_a_formula(start: str, rest: str) -> None:
    text = csv_text(("x",), [(start + rest,)])
    (row,) = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert row[0] == "'" + (start + rest).replace("\r", " ")


def test_a_negative_number_is_not_taken_for_a_formula() -> None:
    assert csv_text(("x",), [(-0.5,)]) == "x\n-0.5\n"


@pytest.mark.parametrize("validation", [0.2, 0.0])
def test_the_trace_has_a_row_an_epoch_and_the_columns_of_the_contract(validation: float) -> None:
    trace = Trace(Experiment(epochs=4, data=Tutorial(validation=validation)))
    trace.extend(train(trace.experiment))
    rows = list(csv.DictReader(io.StringIO(trace_csv(trace))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4"]
    assert all((row["val_loss"] == "") is (validation == 0.0) for row in rows)
    assert [float(row["loss"]) for row in rows] == trace.column("loss").tolist()


def test_a_trace_that_cannot_be_written_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="it is a folder"):
        write_trace(tmp_path / "folder", Trace(Experiment()))


def test_several_runs_become_one_table(tmp_path: Path) -> None:
    traces = [Trace(Experiment(epochs=epochs, head_lr=head)) for epochs, head in ((2, None), (3, 0.01))]
    for trace in traces:
        trace.extend(train(trace.experiment))
    text = runs_csv([(7, "=1+1", traces[0]), (-1, "two, and more", traces[1])])
    header, *rows = csv.reader(io.StringIO(text))
    assert header == ["run", "name", *COLUMNS, *HEAD_COLUMNS]
    assert [row[:2] for row in rows[1:3]] == [["7", "'=1+1"], ["unsaved 1", "two, and more"]]
    assert [row[2] for row in rows] == ["1", "2", "1", "2", "3"]
    assert [row[-1] for row in rows] == ["", "", *(repr(record.head_lr_after) for record in traces[1])]
    one = runs_csv([(7, "one", traces[0])])
    assert one.startswith("run,name,epoch,")
    assert "head_lr" not in one
