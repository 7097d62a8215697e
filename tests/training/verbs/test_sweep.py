from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from training import cli
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.schedulers import StepLR

ROOT = Path(__file__).parents[3]
GRID = 'epochs = 3\n[scheduler]\nkind = "StepLR"\nstep_size = 1\n[sweep]\nscheduler.gamma = [0.1, 0.5]\nseed = [0, 1]\n'


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    return written(tmp_path, GRID)


def written(folder: Path, text: str) -> Path:
    path = folder / "grid.toml"
    path.write_text(text)
    return path


def test_the_table_has_a_line_for_each_run_and_the_best_one_below(
    grid: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sweep", str(grid)]) == 0
    head, *lines, summary = capsys.readouterr().out.splitlines()
    assert head.split()[:5] == ["run", "gamma", "seed", "epochs", "loss"]
    assert [line.split()[:4] for line in lines] == [
        ["1", "0.1", "0", "3"], ["2", "0.1", "1", "3"], ["3", "0.5", "0", "3"], ["4", "0.5", "1", "3"],
    ]  # fmt: skip
    assert summary.startswith("4 of 4 runs in ")
    assert "lowest validation loss" in summary


def test_the_csv_holds_the_traces_of_all_runs(grid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "runs.csv"
    assert cli.main(["sweep", str(grid), "--csv", str(target), "--exact", "--quiet", "--set", "epochs=2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert len(rows) == 8
    for row in rows:
        settings = {"seed": int(row["seed"]), "scheduler": StepLR(step_size=1, gamma=float(row["scheduler.gamma"]))}
        record = list(train(Experiment(epochs=2, **settings)))[int(row["epoch"]) - 1]
        assert [float(row[name]) for name in ("lr", "lr_after", "loss", "val_accuracy")] == [
            record.lr, record.lr_after, record.loss, record.val_accuracy,
        ]  # fmt: skip


def test_the_csv_on_standard_output_stands_there_alone(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", str(grid), "--csv", "-"]) == 0
    output = capsys.readouterr()
    assert len(list(csv.reader(io.StringIO(output.out)))) == 1 + 4 * 3
    assert "lowest validation loss" in output.err


def test_a_diverged_run_says_so_beside_the_others(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rates = ", ".join(f"{{kind = 'SGD', lr = {lr}, momentum = 0.9}}" for lr in ("0.1", "1e30"))
    path = written(grid.parent, f"epochs = 9\n[data]\nkind = 'Moons'\n[sweep]\noptimizer = [{rates}]\n")
    assert cli.main(["sweep", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "diverged" in lines[2]
    assert "diverged" not in lines[1]


def test_a_sweep_of_which_every_run_fails_has_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "batch_size = 799\n[network]\nkind = 'MLP'\nbatch_norm = true\n[sweep]\nseed = [0, 1]\n")
    assert cli.main(["sweep", str(path)]) == 1
    assert "switch batch_norm off" in capsys.readouterr().out


WRONG = {
    "no table": ("epochs = 3", "has no table of values to try"),
    "no list": ("[sweep]\nseed = 3", "sweep.seed: is not a list of values to try"),
    "a wrong value": ("[sweep]\nepochs = [0]", "epochs: 0 does not fit; give a whole number"),
    "an unknown setting": ("[sweep]\nsed = [0]", "did you mean 'seed'?"),
    "a device that is not there": ("device = 'cuda:99'\n[sweep]\nseed = [0]", "choose auto or cpu"),
    "no data": ("[data]\nkind = 'Table'\npath = 'no.csv'\ntarget = 'a'\n[sweep]\nseed = [0]", "no.csv"),
    "no toml": ("[sweep", "is not valid TOML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_one_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, sentence = WRONG[name]
    assert cli.main(["sweep", str(written(tmp_path, text))]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert sentence in output.err


def test_the_csv_never_replaces_the_sweep_s_file(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", str(grid), "--csv", str(grid)]) == 2
    assert grid.read_text() == GRID
    assert "Choose another name" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="sends a signal as POSIX systems do")
def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    path = written(tmp_path, "[sweep]\nepochs = [1, 2, 100000000, 200000000]\n")
    target = tmp_path / "runs.csv"
    command = [sys.executable, "-u", "-c", "from training import cli; import sys; sys.exit(cli.main(sys.argv[1:]))"]
    with subprocess.Popen(
        [*command, "sweep", str(path), "--csv", str(target)], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        assert b"left" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert [line.split()[-1] for line in output.decode().splitlines()[3:5]] == ["stopped", "stopped"]
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert [row["run"] for row in rows if row["run"] in "12"] == ["1", "2", "2"]
    assert sum(row["run"] == "3" for row in rows) > 2
