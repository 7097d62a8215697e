"""`runs backup` on the command line, and the way back."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.training.runs.store.conftest import epoch
from training.cli import main
from training.exit_codes import DONE, FAILED, WRONG_USAGE
from training.experiment.experiment import Experiment
from training.runs.store import Mode, RunStore, default_path

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def fill(epochs: int) -> None:
    with RunStore(default_path(), Mode.WRITE) as store:
        store.append(store.create(Experiment()), [epoch(number) for number in range(1, epochs + 1)], b"state")


def test_a_backup_is_one_checked_file_from_which_lost_runs_come_back(capsys: Captured, tmp_path: Path) -> None:
    fill(3)
    fill(2)
    assert main(["runs", "backup"]) == DONE
    (copy,) = tmp_path.glob("stepwell-runs-*.sqlite")
    assert capsys.readouterr().out.startswith(f"{copy.name}: 2 runs, ")
    shutil.rmtree(default_path().parent)
    assert main(["runs", "salvage", copy.name]) == DONE
    with RunStore(default_path(), Mode.READ) as store:
        assert [(run.id, run.epochs) for run in store.find(order="id")] == [(1, 3), (2, 2)]
        assert store.load(1).trace[2] == epoch(3)
    assert [path.name for path in tmp_path.glob("*runs-*") if path != copy] == []


def test_nothing_is_replaced_unasked_and_the_store_never(capsys: Captured, tmp_path: Path) -> None:
    fill(1)
    (tmp_path / "copy").write_text("kept")
    assert main(["runs", "backup", "copy"]) == WRONG_USAGE
    assert main(["runs", "backup", str(default_path()), "--force"]) == WRONG_USAGE
    assert "the file of the runs itself" in capsys.readouterr().err
    assert (tmp_path / "copy").read_text() == "kept"
    assert main(["runs", "backup", "copy", "--force"]) == DONE
    assert main(["runs", "backup", "none/copy"]) == WRONG_USAGE


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "its name is empty"),
        ("  ", "its name is empty"),
        ("-", "to standard output: name a file"),
        ("folder", "it is a folder. Name a file in it, such as folder/stepwell-runs-"),
        ("folder/", "it is a folder"),
        (".", "it is a folder"),
        ("n" * 300, "the name is too long"),
        ("file/copy", "a part of its path is a file"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--force"]])
def test_what_is_no_name_for_a_backup_is_answered_with_a_sentence(
    name: str, told: str, options: list[str], capsys: Captured, tmp_path: Path
) -> None:
    fill(1)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    assert main(["runs", "backup", name, *options]) == WRONG_USAGE
    output = capsys.readouterr()
    assert told in output.err
    assert (output.out, output.err.count("\n"), "brings" in output.err) == ("", 1, False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("side", ["", "-wal", "-shm"])
def test_no_backup_takes_the_place_of_what_the_store_needs(side: str, capsys: Captured, tmp_path: Path) -> None:
    fill(1)
    link = tmp_path / "link"
    link.symlink_to(f"{default_path()}{side}")
    for name in (f"{default_path()}{side}", "link"):
        assert main(["runs", "backup", name, "--force"]) == WRONG_USAGE
        assert "the file of the runs itself" in capsys.readouterr().err


def test_while_others_write_a_backup_holds_every_epoch_that_was_kept_before(tmp_path: Path) -> None:
    with RunStore(default_path(), Mode.WRITE) as store:
        run, ended = store.create(Experiment(epochs=10**6)), threading.Event()

        def write() -> None:
            for number in range(1, 10**6):
                store.append(run, [epoch(number)], b"state")
                if ended.is_set():
                    return

        writer = threading.Thread(target=write)
        writer.start()
        for index in range(5):
            before = store.summary(run).epochs
            assert main(["runs", "backup", f"copy {index}"]) == DONE
            with RunStore(tmp_path / f"copy {index}", Mode.READ) as copy:
                assert before <= copy.summary(run).epochs == len(copy.load(run).trace)
        ended.set()
        writer.join()


def test_damage_is_told_and_where_sqlite_finds_it_nothing_is_written(capsys: Captured, tmp_path: Path) -> None:
    fill(1)
    with closing(sqlite3.connect(default_path())) as connection, connection:
        connection.execute("UPDATE blocks SET numbers = zeroblob(length(numbers))")
    assert main(["runs", "backup", "first"]) == FAILED
    assert "Damaged here, and so in the copy: run 1." in capsys.readouterr().err
    content = bytearray(default_path().read_bytes())
    content[4096 * 2 : 4096 * 3] = bytes(4096)
    default_path().write_bytes(content)
    assert main(["runs", "backup", "second"]) == FAILED
    assert "is damaged" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if "second" in path.name] == []
