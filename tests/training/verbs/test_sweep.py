from __future__ import annotations

import csv
import io
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from training import cli
from training.engine.sweep.sweep import Way
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.schedulers import StepLR
from training.experiment.sweep import read_sweep
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path
from training.runs.stored_sweep import begin_sweep
from training.runs.sweep_recorder import SweepRecorder

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


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends a signal as POSIX systems do")
def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    path = written(tmp_path, "[sweep]\nepochs = [1, 2, 100000000, 200000000]\n")
    target = tmp_path / "runs.csv"
    command = [sys.executable, "-u", "-c", "from training import cli; import sys; sys.exit(cli.main(sys.argv[1:]))"]
    with subprocess.Popen(
        [*command, "sweep", str(path), "--csv", str(target)], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"Sweep 1, 4 of 4 runs to train; if it is stopped, `")
        assert b"left" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert [line.split()[-1] for line in output.decode().splitlines()[3:5]] == ["stopped", "stopped"]
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert [row["run"] for row in rows if row["run"] in "12"] == ["1", "2", "2"]
    assert sum(row["run"] == "3" for row in rows) > 2
    with RunStore(default_path(), Mode.READ) as store:
        runs = store.find("sweep = 1", "place")
    assert [run.status for run in runs] == [Status.FINISHED] * 2 + [Status.STOPPED] * 2
    assert [run.epochs for run in runs] == [sum(row["run"] == str(n) for row in rows) for n in (1, 2, 3, 4)]


def stopped(file: Path, blocks: int, way: Way = Way.FAST) -> int:
    """Begin a sweep and stop it after so many blocks of epochs; return its number."""
    with RunStore(default_path(), Mode.WRITE) as store:
        begun = begin_sweep(store, read_sweep(file), way)
        with closing(SweepRecorder(store, begun, print).train({})) as training:
            list(islice(training, blocks))
    return begun.number


def without_time(text: str) -> list[dict[str, str]]:
    return [{**row, "seconds": ""} for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize("which", [[], ["2"]])
@pytest.mark.parametrize("way", [[], ["--exact"], ["--race"]])
def test_a_stopped_sweep_goes_on_and_ends_as_an_unbroken_one(
    which: list[str], way: list[str], grid: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sweep", str(grid), "--csv", "-", *way]) == 0
    whole = without_time(capsys.readouterr().out)
    assert stopped(grid, 2, Way(way[0][2:]) if way else Way.FAST) == 2
    assert cli.main(["sweep", "--resume", *which, "--csv", "-"]) == 0
    output = capsys.readouterr()
    assert f"{'Race' if '--race' in way else 'Sweep'} 2, 4 of 4 runs to train" in output.err
    rows = [{**row, "run": str(int(row["run"]) - 4)} for row in without_time(output.out)]  # the store's numbers
    if way:
        assert rows == whole
    for row, other in zip(rows, whole, strict=True):
        assert (row["run"], row["epoch"]) == (other["run"], other["epoch"])
        assert abs(float(row["val_loss"]) - float(other["val_loss"])) < 1e-5
    assert cli.main(["sweep", "--resume", *which]) == 2
    assert "to go on with" in capsys.readouterr().err


@pytest.mark.parametrize("lost", ["run <> 6", "1"])
def test_a_stopped_sweep_goes_on_also_where_states_were_lost(
    lost: str, grid: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sweep", str(grid), "--csv", "-", "--exact"]) == 0
    whole = without_time(capsys.readouterr().out)
    stopped(grid, 2, Way.EXACT)
    with closing(sqlite3.connect(default_path())) as connection, connection:
        connection.execute(f"DELETE FROM checkpoints WHERE {lost}")
    assert cli.main(["sweep", "--resume", "--csv", "-"]) == 0
    rows = without_time(capsys.readouterr().out)
    assert [{**row, "run": str(int(row["run"]) - 4)} for row in rows] == whole


def test_every_run_of_a_sweep_is_in_the_list(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", str(grid), "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert cli.main(["runs", "list", "sweep", "=", "1", "--sort", "place"]) == 0
    names = [line.split("  ")[-1] for line in capsys.readouterr().out.splitlines()[1:]]
    assert names == [f"gamma {gamma}, seed {seed} (sweep 1)" for gamma in (0.1, 0.5) for seed in (0, 1)]


def test_a_sweep_can_be_left_out_of_the_store(grid: Path) -> None:
    assert cli.main(["sweep", str(grid), "--quiet", "--no-store"]) == 0
    assert not default_path().exists()


def test_where_nothing_can_be_recorded_the_sweep_trains_all_the_same(
    grid: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    default_path().mkdir(parents=True)
    assert cli.main(["sweep", str(grid), "--quiet"]) == 0
    output = capsys.readouterr()
    assert output.err.startswith("This sweep is not recorded. Cannot open ")
    assert output.out.startswith("4 of 4 runs in ")


def test_a_race_says_where_the_runs_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schedulers = "{kind = 'StepLR', step_size = 2}, {kind = 'MultiStepLR', milestones = [2]}, {kind = 'None'}"
    path = written(tmp_path, f"epochs = 4\n[sweep]\nscheduler = [{schedulers}]\n")
    assert cli.main(["sweep", str(path), "--race"]) == 0
    head, first, _, third, words, _ = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["run", "scheduler"]
    assert "StepLR(step_size=2)" in first
    assert "constant rate" in third
    assert words == "Rates and losses part in epoch 3; until then the losses are equal to the last bit."


def test_what_cannot_go_on_is_one_sentence(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "--resume"]) == 2
    assert "There are no recorded runs" in capsys.readouterr().err
    stopped(grid, 1)
    for arguments, sentence in {
        ("9",): "There is no sweep 9",
        ("--exact",): "--resume goes on with a sweep as it was begun",
        ("--set", "epochs=3"): "--resume goes on with a sweep as it was begun",
    }.items():
        assert cli.main(["sweep", "--resume", *arguments]) == 2
        assert sentence in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["sweep"])


def test_a_race_is_called_a_race_in_the_list_and_in_the_details(grid: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", str(grid), "--quiet"]) == 0
    assert cli.main(["sweep", str(grid), "--quiet", "--race"]) == 0
    capsys.readouterr()
    assert cli.main(["runs", "list"]) == 0
    listed = capsys.readouterr().out
    assert (listed.count("(race 2)"), listed.count("(sweep 1)")) == (4, 4)
    assert cli.main(["runs", "show", "5"]) == 0
    assert "\nrace 2\n" in capsys.readouterr().out
