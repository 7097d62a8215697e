"""Every verb that takes an experiment takes rows in its place, as the window does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gui.document.document import ExperimentDocument
from training.cli import main
from training.exit_codes import DONE, WRONG_USAGE
from training.experiment.data_file import data_changes
from training.terminal.common import read_with_overrides

Captured = pytest.CaptureFixture[str]
ROWS = 60


@pytest.fixture(params=["churn.csv", "churn.tsv", "churn.txt", "churn", "churn.parquet"])
def rows(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    chance, path = random.Random(0), tmp_path / request.param
    divider = "\t" if path.suffix == ".tsv" else ","
    lines = [divider.join(("months", "calls", "churned", "town"))]
    lines += [divider.join((str(k), str(chance.random()), "yn"[k % 2], "AB"[k % 3 == 0])) for k in range(ROWS)]
    path.write_text("\n".join(lines))
    if path.suffix == ".parquet":
        import duckdb

        source = tmp_path / "source.csv"
        path.rename(source)
        duckdb.execute(f"COPY (FROM read_csv('{source}')) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.parametrize("verb", ["train", "preview", "check", "code", "find-rate"])
def test_a_data_file_is_learnt_from_and_what_was_chosen_is_said(verb: str, rows: Path, capsys: Captured) -> None:
    assert main([verb, str(rows), "--set", "epochs=2", "--set", "optimizer.lr=0.05"]) == DONE
    out, err = capsys.readouterr()
    assert f"{rows} is taken as data; what learns from it is MLP, SGD, StepLR" in err
    assert "The target is 'town' (guessed)." in (out if verb == "check" else err)


@pytest.mark.parametrize("rows", ["churn.csv"], indirect=True)
def test_it_becomes_the_experiment_that_the_window_makes_of_it(rows: Path) -> None:
    document = ExperimentDocument()
    document.apply(data_changes(rows))
    assert read_with_overrides(str(rows), []) == document.experiment


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("none.csv", None, "there is no such file"),
        ("empty.csv", b"", "empty"),
        ("book.xlsx", b"PK\x03\x04...", "an Excel workbook"),
        ("rows.csv.gz", b"\x1f\x8b...", "compressed by gzip"),
    ],
)
@pytest.mark.parametrize("verb", ["train", "preview", "check", "code", "find-rate"])
def test_one_that_cannot_be_read_is_refused_as_data(
    verb: str, name: str, content: bytes | None, sentence: str, tmp_path: Path, capsys: Captured
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main([verb, str(tmp_path / name)]) == WRONG_USAGE
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert sentence in err
    assert "TOML" not in err


@pytest.mark.parametrize("rows", ["churn.csv"], indirect=True)
def test_a_sweep_says_what_it_takes_in_its_place(rows: Path, capsys: Captured) -> None:
    assert main(["sweep", str(rows)]) == WRONG_USAGE
    assert "holds data; name it as data.path in an experiment (TOML)" in capsys.readouterr().err


@pytest.mark.parametrize("rows", ["churn.csv"], indirect=True)
def test_the_rows_are_never_written_over(rows: Path, capsys: Captured) -> None:
    before = rows.read_bytes()
    assert main(["train", str(rows), "--csv", str(rows)]) == WRONG_USAGE
    assert main(["code", str(rows), "--output", str(rows)]) == WRONG_USAGE
    assert rows.read_bytes() == before
    assert "the experiment is read from it" in capsys.readouterr().err
