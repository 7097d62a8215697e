"""`runs` on the command line, on runs that `train` has recorded."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from training.cli import main
from training.exit_codes import DONE, FAILED, WRONG_USAGE
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path

ROOT = Path(__file__).parents[3]
Captured = pytest.CaptureFixture[str]


def trained(*settings: str) -> None:
    assert main(["train", "--quiet", *(part for setting in settings for part in ("--set", setting))]) == DONE


def listed(capsys: Captured, *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["runs", "list", "--json", *arguments]) == DONE
    return json.loads(capsys.readouterr().out)


def trace(capsys: Captured, *arguments: str) -> list[dict[str, str]]:
    capsys.readouterr()
    assert main(arguments) == DONE
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    return [{name: value for name, value in row.items() if name not in ("seconds", "observation")} for row in rows]


def test_a_training_is_recorded_and_listed(capsys: Captured) -> None:
    trained()
    trained("epochs=3", "optimizer.lr=0.01")
    capsys.readouterr()
    assert main(["runs", "list"]) == DONE
    head, newest, oldest = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["run", "status", "epochs", "loss"]
    assert newest.split()[:5] == ["2", "finished", "3", "of", "3"]
    assert oldest.split()[:5] == ["1", "finished", "10", "of", "10"]
    assert oldest.endswith("StepLR(step_size=5, gamma=0.5)")
    assert [run["id"] for run in listed(capsys, "optimizer.lr", "<", "0.05")] == [2]
    assert [run["id"] for run in listed(capsys, "--sort", "loss")] == [1, 2]


def test_without_runs_the_list_is_empty_and_nothing_is_made(capsys: Captured, home: Path) -> None:
    assert listed(capsys) == []
    assert main(["runs", "show", "1"]) == WRONG_USAGE
    assert "There are no recorded runs" in capsys.readouterr().err
    assert not default_path().parent.exists()


def test_a_run_can_be_left_out_of_the_store(capsys: Captured) -> None:
    assert main(["train", "--quiet", "--no-store", "--set", "epochs=1"]) == DONE
    assert not default_path().exists()


def test_an_exported_run_is_what_the_training_wrote(capsys: Captured, tmp_path: Path) -> None:
    target = tmp_path / "trace.csv"
    assert main(["train", "--quiet", "--csv", str(target)]) == DONE
    capsys.readouterr()
    assert main(["runs", "export", "1"]) == DONE
    assert capsys.readouterr().out == target.read_text("utf-8")
    assert main(["runs", "export", "1", "--csv", str(tmp_path / "again.csv")]) == DONE
    assert (tmp_path / "again.csv").read_bytes() == target.read_bytes()


def test_a_run_is_shown_with_its_experiment_and_its_trace(capsys: Captured) -> None:
    trained("seed=7")
    with RunStore(default_path(), Mode.WRITE) as store:
        store.rename(1, "\x1b[31mred\x07")
        store.set_tags(1, ["good"])
    capsys.readouterr()
    assert main(["runs", "show", "1"]) == DONE
    out = capsys.readouterr().out
    assert out.startswith("1  [31mred \nstatus: finished\nepochs: 10 of 10\n")
    assert "\ntags: good\n" in out
    assert "\nseed = 7\n" in out
    assert "StepLR: 5 epochs done" in out


def test_a_deleted_run_can_be_brought_back(capsys: Captured) -> None:
    trained("epochs=1")
    before = listed(capsys)
    assert main(["runs", "delete", "1"]) == DONE
    assert "runs restore 1` brings it back." in capsys.readouterr().err
    assert listed(capsys) == []
    assert main(["runs", "restore", "1"]) == DONE
    assert listed(capsys) == before


def test_only_what_is_deleted_is_brought_back(capsys: Captured) -> None:
    trained("epochs=1")
    trained("epochs=1")
    assert main(["runs", "delete", "1", "2"]) == DONE
    assert "runs restore 1 2` brings them back." in capsys.readouterr().err
    assert main(["runs", "restore", "2"]) == DONE
    assert capsys.readouterr().err == "Run 2 is in the list again.\n"
    assert main(["runs", "restore", "1", "2"]) == WRONG_USAGE
    assert capsys.readouterr().err == "Run 2 is not deleted; nothing was brought back.\n"
    assert main(["runs", "restore", "3"]) == WRONG_USAGE
    assert "There is no run 3" in capsys.readouterr().err
    assert [run["id"] for run in listed(capsys)] == [2]


def test_a_resumed_run_equals_one_that_was_planned_so_long(capsys: Captured) -> None:
    planned = trace(capsys, "train", "--csv", "-", "--set", "epochs=14", "--set", "network.dropout=0.2")
    first = trace(capsys, "train", "--csv", "-", "--set", "epochs=6", "--set", "network.dropout=0.2")
    whole = trace(capsys, "runs", "resume", "2", "--epochs", "14", "--csv", "-")
    assert first == planned[:6]
    assert whole == planned
    assert trace(capsys, "runs", "export", "2") == planned
    assert [(run["epochs"], run["status"]) for run in listed(capsys, "id=2")] == [(14, "finished")]


def test_a_run_without_any_epoch_begins_from_the_start(capsys: Captured) -> None:
    with RunStore(default_path(), Mode.WRITE) as store:
        store.create(Experiment(epochs=3))
    expected = trace(capsys, "train", "--csv", "-", "--set", "epochs=3")
    assert trace(capsys, "runs", "resume", "1", "--csv", "-") == expected


@pytest.mark.parametrize(
    ("settings", "arguments", "reason"),
    [
        ([], [], "Run 1 has all of its 10 epochs; give it more with --epochs."),
        ([], ["--epochs", "5"], "epochs: the run is one of 10 epochs; it can only grow"),
        (["early_stopping=2", "optimizer.lr=0.0"], [], "Run 1 was ended by early stopping"),
        (["scheduler.kind=OneCycleLR", "scheduler.max_lr=0.1"], ["--epochs", "20"], "torch steps it no further"),
    ],
)
def test_what_cannot_go_on_is_explained(
    settings: list[str], arguments: list[str], reason: str, capsys: Captured
) -> None:
    trained(*settings)
    before = listed(capsys)
    assert main(["runs", "resume", "1", *arguments]) == WRONG_USAGE
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert reason in err
    assert listed(capsys) == before


def test_a_diverged_run_does_not_go_on(capsys: Captured) -> None:
    assert main(["train", "--quiet", "--set", "data.kind=Moons", "--set", "optimizer.lr=1e30"]) == FAILED
    (run,) = listed(capsys)
    assert (run["status"], run["loss"] in ("nan", "inf")) == ("failed", True)
    assert main(["runs", "resume", "1"]) == WRONG_USAGE
    assert "Run 1 diverged in epoch" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "7"],
        ["export", "7"],
        ["resume", "7"],
        ["fork", "7"],
        ["delete", "1", "7"],
        ["list", "lost<1"],
        ["list", "--sort=x"],
    ],
)
def test_what_is_not_there_is_refused_in_one_line(arguments: list[str], capsys: Captured) -> None:
    trained("epochs=1")
    capsys.readouterr()
    assert main(["runs", *arguments]) == WRONG_USAGE
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), "There is no" in err) == ("", 1, True)
    assert len(listed(capsys)) == 1


def test_while_another_trains_a_training_is_recorded_and_the_other_s_run_is_let_be(capsys: Captured) -> None:
    with RunStore(default_path(), Mode.WRITE) as store:
        store.create(Experiment())
        trained("epochs=2")
        assert capsys.readouterr().err == ""
        assert [(run["status"], run["elsewhere"]) for run in listed(capsys)] == [("finished", False), ("running", True)]
        for verb in (["delete"], ["resume"]):
            assert main(["runs", *verb, "1"]) == FAILED
            assert capsys.readouterr().err == "Another Stepwell trains run 1. Stop it there first.\n"
    assert [run["status"] for run in listed(capsys)] == [Status.FINISHED, Status.INTERRUPTED]


def test_a_broken_store_is_set_aside_and_told(capsys: Captured) -> None:
    default_path().parent.mkdir(parents=True)
    default_path().write_bytes(b"broken" * 100)
    assert main(["runs", "list"]) == FAILED
    assert "is damaged" in capsys.readouterr().err
    trained("epochs=1")
    assert "It is kept as runs.damaged-1.sqlite" in capsys.readouterr().err
    assert len(listed(capsys)) == 1


def test_the_list_does_without_torch() -> None:
    code = "import sys; from training.cli import main; main(['runs', 'list']); sys.exit('torch' in sys.modules)"
    trained("epochs=1")
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
