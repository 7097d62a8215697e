"""Something else where the file of the runs should be: empty, cut to a few bytes, a folder, a log alone or damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.training.runs.store.conftest import epoch
from tests.training.runs.store.version_1 import make_version_1
from training.cli import main
from training.engine.checkpoint import packed
from training.exit_codes import DONE, FAILED
from training.experiment.experiment import Experiment
from training.runs.store import Mode, RunStore, default_path

Captured = pytest.CaptureFixture[str]
Make = Callable[[Path], object]
READERS = (["list"], ["show", "1"], ["export", "1"], ["backup", "copy"], ["salvage", "--list"])
WRITERS = (["delete", "1"], ["restore", "1"], ["resume", "1"], ["salvage"])
VERBS = (*READERS, *WRITERS)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def runs(*arguments: str) -> int:
    return main(["runs", *arguments])


def with_log(path: Path, content: bytes | None = None, damage: slice = slice(0)) -> None:
    """Leave what a killed program leaves: three runs of which the log has most, but with another file or log."""
    kept = path.with_name("kept")
    with RunStore(path, Mode.WRITE) as store:
        for _ in range(3):
            store.append(store.create(Experiment()), [epoch(1)], packed({"weights": list(range(500))}))
        shutil.copy(f"{path}-wal", kept)
        content = path.read_bytes() if content is None else content
    path.write_bytes(content) if content != GONE else path.unlink()
    log = bytearray(kept.read_bytes())
    log[damage] = bytes(byte ^ 255 for byte in log[damage])
    Path(f"{path}-wal").write_bytes(log)
    kept.unlink()


GONE = b"no file"
EMPTY: dict[str, Make] = {
    "no bytes": lambda path: path.write_bytes(b""),
    "one byte": lambda path: path.write_bytes(b"a"),
    "no tables": lambda path: sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close(),
    "an empty log": lambda path: (path.write_bytes(b""), Path(f"{path}-wal").write_bytes(b"")),
}
BROKEN: dict[str, Make] = {
    "a head": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "text": lambda path: path.write_text("not a database"),
}
LOGS: dict[str, Make] = {
    "a log alone": lambda path: with_log(path, GONE),
    "a log beside nothing": lambda path: with_log(path, b""),
    "a log beside zeros": lambda path: with_log(path, bytes(8192)),
    "a damaged log": lambda path: with_log(path, damage=slice(20_000, 20_100)),
    "a log without its head": lambda path: with_log(path, damage=slice(32)),
}
NO_FILES: dict[str, tuple[Make, str]] = {
    "folder": (lambda path: path.mkdir(), "it is a folder, not a file."),
    "link": (lambda path: path.symlink_to(path.parent / "none" / "x"), "none/x, and there is no such folder."),
}
if hasattr(os, "mkfifo"):
    NO_FILES["pipe"] = (os.mkfifo, "it is a pipe or a device, not an ordinary file.")


def put(make: Make) -> Path:
    shutil.rmtree(default_path().parent, ignore_errors=True)
    default_path().parent.mkdir(parents=True)
    make(default_path())
    return default_path()


@pytest.mark.parametrize("kind", EMPTY)
def test_an_empty_file_is_a_new_store_whoever_opens_it_first(kind: str, capsys: Captured) -> None:
    for verb in VERBS:
        put(EMPTY[kind])
        code = runs(*verb)
        told = capsys.readouterr()
        if verb[0] in ("list", "backup", "salvage"):
            assert (code, "damaged:" in told.out) == (DONE, False), (verb, told)
        else:
            assert told.err.startswith("There is no run 1 in "), (verb, told)
        with RunStore(default_path(), Mode.WRITE) as store:
            assert (store.notice, store.create(Experiment())) == ("", 1)


@pytest.mark.parametrize("kind", [*BROKEN, *LOGS])
def test_what_is_damaged_is_told_by_every_verb_and_salvage_never_denies_it(kind: str, capsys: Captured) -> None:
    for verb in VERBS:
        path = put((BROKEN | LOGS)[kind])
        runs(*verb)
        told = capsys.readouterr()
        if kind == "a log beside zeros" and not path.with_name("runs.damaged-1.sqlite").exists():
            assert "damaged" not in told.err  # all of it stands in the log, and nothing was lost
            continue
        assert "is damaged" in told.err, (verb, told)
        assert "no such" not in told.err
        runs("salvage")
        told = capsys.readouterr()
        assert "Nothing is damaged" not in told.out
        with RunStore(path, Mode.READ) as store:
            assert len(store.find()) == 3 * (kind in LOGS), (verb, told)


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_answered_with_one_sentence_and_left_alone(kind: str, capsys: Captured) -> None:
    make, sentence = NO_FILES[kind]
    path = put(make)
    for verb in VERBS:
        assert runs(*verb) == FAILED
        told = capsys.readouterr()
        assert told.err.startswith(f"Cannot open {path}: ")
        assert told.err.endswith(f"{sentence}\n")
        assert (told.out, told.err.count("\n")) == ("", 1)
    assert path.is_dir() or path.is_symlink() or path.is_fifo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="who may read everything")
def test_a_file_that_may_not_be_read_is_told(capsys: Captured) -> None:
    path = put(lambda path: with_log(path))
    path.chmod(0)
    for verb in VERBS:
        assert runs(*verb) == FAILED
        assert capsys.readouterr().err == f"Cannot open {path}: you have no permission.\n"


def test_a_reader_that_brings_a_file_up_to_date_leaves_all_of_it_in_the_file(tmp_path: Path) -> None:
    for number, verb in enumerate(READERS[:4]):
        path = put(lambda path: with_log(path))
        RunStore(path, Mode.WRITE).close()
        make_version_1(path)
        assert runs(*verb, *(["--force"] if verb[0] == "backup" else [])) == DONE
        log = Path(f"{path}-wal")
        assert not log.exists() or log.stat().st_size == 0
        alone = tmp_path / f"alone {number}.sqlite"
        shutil.copy(path, alone)
        with closing(sqlite3.connect(alone)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (2,)
            assert connection.execute("SELECT count(*) FROM days").fetchone() == (0,)
