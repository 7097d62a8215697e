from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from training.cli import main
from training.exit_codes import DONE, FAILED, WRONG_USAGE

PENGUINS = Path(__file__).parents[3] / "resources" / "examples" / "penguins.toml"
SMALL = ["--set", "batch_size=32", "--set", "data.kind=Moons", "--set", "data.rows=40", "--set", "epochs=3"]


@pytest.mark.slow
def test_the_script_on_standard_output_trains_by_itself(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["code", str(PENGUINS), "--set", "epochs=3"]) == DONE
    script = capsys.readouterr().out
    done = subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert main(["train", str(PENGUINS), "--set", "epochs=3", "--csv", "-", "--quiet"]) == DONE
    columns = [line.split(",")[:7] for line in capsys.readouterr().out.splitlines()]
    assert [line.split(",") for line in done.stdout.splitlines()] == columns
    assert done.stderr == ""


def test_the_script_is_written_to_a_file_in_one_piece(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    assert main(["code", *SMALL, "--output", str(path)]) == DONE
    assert capsys.readouterr().out == ""
    assert main(["code", *SMALL, "--output", "-"]) == DONE
    assert capsys.readouterr().out == path.read_text("utf-8")


@pytest.mark.slow
def test_a_proof_says_that_every_epoch_is_equal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["code", *SMALL, "--output", str(tmp_path / "script.py"), "--prove"]) == DONE
    assert "3 of 3 epochs equal: preview, run and script, value by value." in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_that_a_hand_changes_is_proved(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    edited, script = tmp_path / "edited.toml", tmp_path / "script.py"
    edited.write_text("epochs = 4\n[[edits]]\nepoch = 3\nlr = 0.01\n", "utf-8")
    assert main(["code", str(edited), "--output", str(script), "--prove"]) == DONE
    assert "4 of 4 epochs equal: preview, run and script, value by value." in capsys.readouterr().err
    assert "if epoch == 3:  # changed by hand" in script.read_text("utf-8")


@pytest.mark.slow
def test_a_run_that_diverges_is_proved_up_to_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = str(tmp_path / "script.py")
    assert main(["code", *SMALL, "--set", "optimizer.lr=1e30", "--output", target, "--prove"]) == DONE
    assert "2 of 2 epochs equal" in capsys.readouterr().err


def test_what_cannot_be_trained_cannot_be_proved(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = ["--set", "network.batch_norm=true", "--set", "batch_size=31"]
    assert main(["code", *SMALL, *settings, "--output", str(tmp_path / "script.py"), "--prove"]) == FAILED
    assert "batch_norm cannot train on a batch of one row" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["penguins.csv", "penguins.toml"])
def test_the_script_never_replaces_what_the_experiment_is_read_from(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for source in (PENGUINS, PENGUINS.with_suffix(".csv")):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    before = (tmp_path / name).read_bytes()
    assert main(["code", str(tmp_path / "penguins.toml"), "--output", str(tmp_path / name)]) == WRONG_USAGE
    assert "the experiment is read from it" in capsys.readouterr().err
    assert (tmp_path / name).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--set", "epochs=0"], "epochs: 0 does not fit"),
        (["--set", "data.kind=Table", "--set", "data.path=no.csv"], "there is no such file"),
        (["--output", "no/such/folder/script.py"], "Cannot write"),
        (
            ["--set", "data.validation=0.0001", "--set", "scheduler.kind=ReduceLROnPlateau"],
            "no row is held back. Raise data.validation.",
        ),
    ],
)
def test_what_has_no_script_is_refused_in_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["code", *arguments]) == WRONG_USAGE
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""
