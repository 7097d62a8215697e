"""The window's runs: those of the store, and those that none keeps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.document.library import RunLibrary
from gui.jobs.disk import Disk
from training.engine.data import load
from training.engine.train import start, train_on
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.runs.recorder import Recorder
from training.runs.run import Run, Status
from training.runs.store import Mode, RunStore

EXPERIMENT = Experiment(epochs=3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.sqlite"


@pytest.fixture
def library(path: Path, qapp: object) -> Iterator[RunLibrary]:
    library = RunLibrary(path)
    yield library
    library.close()


def train(library: RunLibrary, epochs: int = 3) -> Run:
    """Train as the window's thread does, and take so many of the epochs into the run's own trace."""
    run = library.begin(EXPERIMENT)
    trainer = start(EXPERIMENT, load(EXPERIMENT.data))
    store = library.store_for(run)
    recorder = Recorder(store, run.number, trainer, pytest.fail) if store else None
    records = recorder.follow(train_on(trainer)) if recorder else train_on(trainer)
    for record in records:
        run.trace.extend([record])
        if record.epoch == epochs < EXPERIMENT.epochs:
            records.close()
    run.status = Status.FINISHED
    return run


def test_what_ends_after_the_store_was_closed_asks_it_nothing(
    path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, trained = Disk(), list[Run]()
    library = RunLibrary(path, disk=disk)
    library.begin(EXPERIMENT, trained.append)
    qtbot.waitUntil(lambda: bool(trained))
    (run,) = trained
    run.trace.extend(train_on(start(EXPERIMENT, load(EXPERIMENT.data))))
    assert library.store is not None
    library.store.append(run.number, list(run.trace), b"state")
    run.status = Status.FINISHED
    disk.do(lambda: time.sleep(0.3))
    library.note_end(run)
    with monkeypatch.context() as hasty:
        hasty.setattr("gui.jobs.disk.TIMEOUT", 0.05)
        library.close()
    disk.finish()
    with RunStore(path, Mode.READ) as store:
        assert store.summary(1).status is Status.FINISHED


def test_a_run_is_listed_and_comes_back_after_a_restart(library: RunLibrary, path: Path) -> None:
    run = train(library)
    assert [(line.id, line.epochs, line.status) for line in library.find()] == [(1, 3, Status.FINISHED)]
    library.close()
    again = RunLibrary(path)
    assert again.run(1).trace[2] == run.trace[2]
    assert again.run(1) is again.run(1)
    again.close()


def test_a_live_run_is_listed_with_what_only_the_window_knows(library: RunLibrary) -> None:
    run = train(library)
    run.status = Status.PAUSED
    assert library.summary(1).status is Status.PAUSED
    unfinished = library.begin(EXPERIMENT)
    unfinished.trace.extend([run.trace[0]])
    line = library.summary(2)
    assert (line.epochs, line.loss, line.status) == (1, run.trace[0].loss, Status.LOADING)


def test_a_second_window_keeps_its_runs_too(library: RunLibrary, path: Path) -> None:
    train(library)
    second = RunLibrary(path)
    assert second.notice == ""
    assert train(second).number == 2
    unfinished = library.begin(EXPERIMENT)
    assert [line.id for line in second.find()] == [line.id for line in library.find()] == [3, 2, 1]
    refused: list[str] = []
    second.refused.connect(lambda _, why: refused.append(why))
    second.delete(unfinished.number)
    assert refused == ["Another Stepwell trains run 3. Stop it there first."]
    second.rename(1, "mine")
    assert library.summary(1).name == "mine"
    second.close()


def test_where_nothing_can_be_kept_runs_are_trained_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    library = RunLibrary(tmp_path / "folder" / "runs.sqlite")
    assert library.store is None
    assert library.notice.startswith("Runs are not kept. Cannot write")
    run = train(library)
    assert [line.id for line in library.find()] == [run.number] == [-1]
    assert library.run(-1) is run
    run.trace.experiment = EXPERIMENT.with_edit(Edit(epoch=2, lr=0.01))
    assert run.name == f"unsaved 1 {library.summary(-1).name}"


def test_interrupted_runs_are_offered_until_they_are_left(path: Path, qtbot: QtBot) -> None:
    with RunStore(path, Mode.WRITE) as store:
        store.create(EXPERIMENT)
    library = RunLibrary(path)
    assert [line.id for line in library.interrupted()] == [1]
    with qtbot.waitSignal(library.changed):
        library.leave(1)
    assert library.interrupted() == []
    assert library.summary(1).status is Status.STOPPED
    library.close()


def test_what_is_said_of_a_run_is_kept_and_told(library: RunLibrary, qtbot: QtBot) -> None:
    train(library)
    for change in (
        lambda: library.rename(1, "first"),
        lambda: library.write_note(1, "a note"),
        lambda: library.set_tags(1, ["good"]),
        lambda: library.delete(1),
        lambda: library.restore(1),
    ):
        with qtbot.waitSignal(library.changed):
            change()
    line = library.summary(1)
    assert (line.name, line.note, line.tags) == ("first", "a note", ("good",))


def test_a_fork_begins_with_its_parent_s_epochs(library: RunLibrary) -> None:
    parent = train(library)
    children: list[Run] = []
    library.fork(parent, 3, EXPERIMENT.changed(epochs=5), children.append, pytest.fail)
    (child,) = children
    assert child.number == 2
    assert list(child.trace) == list(parent.trace)
    assert (library.summary(2).parent, library.summary(2).forked) == (1, 3)
