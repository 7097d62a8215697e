"""`runs salvage` on the command line."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.conftest import contents
from training.cli import main
from training.exit_codes import DONE, FAILED, WRONG_USAGE
from training.runs.store import Mode, RunStore, default_path
from training.runs.store.checksums import checksum

Captured = pytest.CaptureFixture[str]


def trained(*settings: str) -> None:
    assert main(["train", "--quiet", *(part for setting in settings for part in ("--set", setting))]) == DONE


def broken(path: Path) -> None:
    path.write_bytes(b"broken" + path.read_bytes()[6:])


def lines(capsys: Captured, *arguments: str, code: int = DONE) -> list[str]:
    capsys.readouterr()
    assert main(["runs", *arguments]) == code
    return capsys.readouterr().out.splitlines()


def test_a_damaged_store_is_set_aside_and_its_runs_come_back(capsys: Captured) -> None:
    trained("epochs=3")
    trained("epochs=2")
    broken(default_path())
    before = contents(default_path().parent)
    assert lines(capsys, "list", code=FAILED) == []
    foreseen = lines(capsys, "salvage", "--list")
    assert foreseen[1].endswith("can be saved with 3 epochs and 3 checkpoints")
    assert contents(default_path().parent) == before
    head, first, second = lines(capsys, "salvage")
    assert head == "runs.damaged-1.sqlite:"
    assert first.endswith("saved as run 1 with 3 epochs and 3 checkpoints")
    assert second.startswith("  run 2, StepLR(step_size=5, gamma=0.5): saved as run 2 with")
    assert len(lines(capsys, "list")) == 3
    assert all("already there" in line for line in lines(capsys, "salvage")[1:])
    assert len(lines(capsys, "list")) == 3
    assert main(["runs", "resume", "1", "--epochs", "4", "--quiet"]) == DONE


def changed(*statements: str) -> None:
    with closing(sqlite3.connect(default_path())) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_run_with_a_damaged_epoch_is_replaced_by_what_is_whole_of_it(capsys: Captured) -> None:
    trained("epochs=3")
    assert main(["runs", "resume", "1", "--epochs", "5", "--quiet"]) == DONE
    changed("UPDATE blocks SET numbers = zeroblob(length(numbers)) WHERE first > 1")
    lines(capsys, "show", "1", code=FAILED)
    told = lines(capsys, "salvage")
    assert told[0] == "runs.damaged-1.sqlite:"
    assert "saved as run 1 with 3 epochs" in told[1]
    with RunStore(default_path(), Mode.READ) as store:
        (run,) = store.find()
        assert (run.id, run.epochs, len(store.load(1).trace)) == (1, 3, 3)
    assert "already there as run 1" in lines(capsys, "salvage")[1]


@pytest.mark.parametrize("seed", range(4))
def test_where_only_states_are_damaged_they_are_named_and_all_goes_on(
    seed: int, capsys: Captured, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    trained("epochs=4")
    trained("epochs=4", "scheduler.gamma=0.9", "seed=1")
    broken_states = sorted(chance.sample(range(1, 5), seed + 1))
    change = chance.choice(("state = zeroblob(length(state))", "state = x'00'", "checksum = checksum + 1"))
    changed(f"UPDATE checkpoints SET {change} WHERE run = 1 AND epoch IN ({', '.join(map(str, broken_states))})")
    copy = str(tmp_path / "copy")
    lines(capsys, "backup", copy, code=FAILED)
    foreseen = lines(capsys, "salvage", "--list")
    done = lines(capsys, "salvage")
    whole = 4 - len(broken_states)
    for told in (foreseen[1], done[1]):
        assert f" with 4 epochs and {whole} checkpoint" in told
        named = told.partition("lost: the checkpoint")[2].partition(";")[0]
        assert [int(number) for number in re.findall("[0-9]+", named)] == broken_states
        assert ("its trace stays" in told) == (not whole)
    assert "lost" not in done[2]
    assert main(["runs", "backup", copy, "--force"]) == DONE
    assert main(["runs", "resume", "1", "--epochs", "6", "--quiet"]) == DONE
    trained("epochs=6")
    with RunStore(default_path(), Mode.READ) as store:
        resumed, unbroken = (store.load(number).trace for number in (1, 3))
        for name in ("lr", "loss", "accuracy", "val_loss"):
            assert resumed.column(name).tolist() == unbroken.column(name).tolist()


@pytest.mark.parametrize("damaged", [False, True])
def test_while_others_write_the_list_says_what_salvaging_says(damaged: bool, capsys: Captured) -> None:
    trained("epochs=2")
    with RunStore(default_path(), Mode.WRITE) as other:
        if damaged:
            changed("UPDATE checkpoints SET state = x'00'")
        capsys.readouterr()
        told = []
        for options in (["--list"], []):
            code = main(["runs", "salvage", *options])
            told.append((code, capsys.readouterr()))
        assert told[0] == told[1]
        assert told[0][0] == (FAILED if damaged else DONE)
        assert ("Close every Stepwell" in told[0][1].err) == damaged
        assert other.summary(1).epochs == 2
    assert lines(capsys, "salvage")[0].startswith("runs.damaged-1" if damaged else "Nothing is damaged")


def test_where_a_number_is_taken_the_list_says_which_one_a_run_will_get(capsys: Captured, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy")
    trained("epochs=2")
    trained("epochs=1")
    assert main(["runs", "backup", copy]) == DONE
    default_path().unlink()
    trained("epochs=3", "seed=5")
    foreseen, done = lines(capsys, "salvage", copy, "--list"), lines(capsys, "salvage", copy)
    assert "can be saved as run 3 with" in foreseen[1]
    assert "can be saved with" in foreseen[2]
    assert [int(re.findall("saved as run ([0-9]+)", line)[0]) for line in done[1:]] == [3, 2]
    assert lines(capsys, "salvage", copy, "--list") == lines(capsys, "salvage", copy)


def test_a_run_of_a_later_version_is_whole_though_this_one_cannot_read_it(capsys: Captured) -> None:
    trained("epochs=2")
    trained("epochs=1")
    with closing(sqlite3.connect(default_path())) as connection, connection:
        ((text,),) = connection.execute("SELECT experiment FROM runs WHERE id = 1")
        later = text.replace("StepLR", "NextLR")
        connection.execute("UPDATE runs SET experiment = ?, checksum = ? WHERE id = 1", (later, checksum(later)))
    lines(capsys, "backup", "--force", str(default_path().with_name("copy")))
    assert lines(capsys, "salvage")[0].startswith("Nothing is damaged")
    broken(default_path())
    assert "saved as run 1 with 2 epochs" in lines(capsys, "salvage")[1]
    with closing(sqlite3.connect(default_path())) as connection:
        assert connection.execute("SELECT experiment FROM runs WHERE id = 1").fetchone() == (later,)


def test_what_cannot_be_salvaged_is_told(capsys: Captured, tmp_path: Path) -> None:
    trained("epochs=1")
    assert lines(capsys, "salvage")[0].startswith("Nothing is damaged")
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 100)
    assert lines(capsys, "salvage", str(tmp_path / "noise"), code=FAILED)[1] == "  no run can be recognized"
    lines(capsys, "salvage", str(tmp_path / "none"), code=WRONG_USAGE)
