"""What is written beside the window: in order, told on the window's own thread, all of it before the window ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings
from pytestqt.qtbot import QtBot

from gui.document.autosave import Autosave
from gui.document.document import ExperimentDocument
from gui.jobs.disk import AtOnce, Disk
from gui.window.settings import Settings
from training.files import FileError


@pytest.fixture
def disk(qtbot: QtBot) -> Iterator[Disk]:
    disk = Disk()
    yield disk
    disk.finish()


class Gate:
    """A slow disk: what is behind it waits until it opens."""

    def __init__(self, disk: Disk) -> None:
        self.opened = threading.Event()
        disk.do(self.opened.wait)


def test_jobs_are_done_in_order_and_told_on_the_window_s_thread(disk: Disk, qtbot: QtBot) -> None:
    told: list[tuple[int, bool]] = []
    threads: list[threading.Thread] = []
    here = threading.current_thread()
    for place in range(50):
        job = lambda place=place: (threads.append(threading.current_thread()), place)[1]  # noqa: E731
        disk.do(job, lambda found: told.append((found, threading.current_thread() is here)))
    qtbot.waitUntil(lambda: len(told) == 50)
    assert told == [(place, True) for place in range(50)]
    assert here not in threads


def test_a_job_takes_the_place_of_one_of_its_name_that_waits(disk: Disk) -> None:
    gate, done = Gate(disk), list[str]()
    for word, name in (("a1", "a"), ("other", ""), ("a2", "a"), ("a3", "a"), ("b", "b")):
        disk.do(lambda word=word: done.append(word), name=name)
    gate.opened.set()
    disk.finish()
    assert done == ["other", "a3", "b"]


def test_finishing_does_all_that_is_left_and_what_follows_from_it(disk: Disk) -> None:
    gate, done = Gate(disk), list[str]()
    disk.do(lambda: "first", lambda found: disk.do(lambda: done.append(found)))
    disk.do(gate.opened.set)
    gate.opened.set()
    disk.finish()
    assert done == ["first"]
    disk.do(lambda: done.append("late"))
    assert done == ["first", "late"]


@pytest.mark.logs("not written: full", "not written: nobody cares")
def test_an_error_is_told_and_an_unforeseen_one_surfaces(disk: Disk, qtbot: QtBot) -> None:
    told: list[str] = []

    def fail(error: Exception) -> None:
        raise error

    disk.do(lambda: fail(FileError("full")), failed=lambda error: told.append(str(error)))
    with qtbot.capture_exceptions() as errors:
        disk.do(lambda: fail(KeyError("mistake")))
        disk.do(lambda: fail(FileError("nobody cares")))
        disk.do(lambda: None, lambda _: told.append("on it goes"))
        qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["full", "on it goes"]
    assert [kind for kind, *_ in errors] == [KeyError, FileError]


def test_settings_are_known_at_once_and_written_together(disk: Disk, home: Path) -> None:
    gate, settings = Gate(disk), Settings(disk)
    assert settings.value("first_epoch", 1, type=int) == 1
    for number in range(20):
        settings.setValue("first_epoch", number)
        settings.setValue(f"size {number}", number)
    assert settings.value("first_epoch", 1, type=int) == 19
    gate.opened.set()
    disk.finish()
    again = Settings(disk)
    assert again.value("first_epoch", 1, type=int) == 19
    assert [again.value(f"size {number}") for number in range(20)] == list(range(20))


def test_settings_come_back_as_they_were_and_damaged_ones_are_none(disk: Disk, home: Path) -> None:
    values = {"bytes": QByteArray(b"\x00\xff size"), "list": ["a", "ü"], "number": 3, "text": "x"}
    old = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "stepwell", "stepwell")
    old.setValue("only in Qt's", 7)
    old.sync()
    for key, value in values.items():
        Settings(AtOnce()).setValue(key, value)  # each as a window of its own
    again = Settings(disk)
    assert {key: again.value(key) for key in values} == values
    assert again.value("only in Qt's", type=int) == 7
    for content in ("[]", "{", "3"):
        Path(again.fileName()).with_suffix(".json").write_text(content)
        assert Settings(disk).value("number", 5, type=int) == 5


def test_what_is_edited_while_a_file_is_saved_is_still_to_be_saved(
    disk: Disk, document: ExperimentDocument, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "e.toml"
    document.set_value("epochs", 11)
    for edits, modified in (((12, 13), True), ((14,), True), ((), False)):
        gate, saved = Gate(disk), list[object]()
        document.save(path, disk, saved.append)
        before = document.value("epochs")
        for epochs in edits:
            document.set_value("epochs", epochs)
        gate.opened.set()
        qtbot.waitUntil(lambda: bool(saved))  # noqa: B023
        assert document.modified is modified
        assert f"epochs = {before}" in path.read_text()
        assert not document.changed_on_disk


def test_undoing_to_an_older_file_s_content_while_a_newer_one_is_saved_leaves_something_to_save(
    disk: Disk, document: ExperimentDocument, tmp_path: Path, qtbot: QtBot
) -> None:
    document.save(tmp_path / "e.toml")
    document.set_value("epochs", 11)
    gate, saved = Gate(disk), list[object]()
    document.save(tmp_path / "e.toml", disk, saved.append)
    document.undo_stack.undo()
    assert not document.modified
    gate.opened.set()
    qtbot.waitUntil(lambda: bool(saved))
    assert document.modified


def test_of_many_drafts_only_the_last_waits(disk: Disk, document: ExperimentDocument, tmp_path: Path) -> None:
    gate, draft = Gate(disk), Autosave(document, tmp_path, disk)
    for epochs in range(20, 40):
        document.set_value("epochs", epochs)
        draft.save()
    assert disk.waiting <= 2
    draft.release()
    gate.opened.set()
    disk.finish()
    other = ExperimentDocument()
    assert Autosave(other, tmp_path).restore() == ""
    assert other.value("epochs") == 39


def test_a_mistake_in_what_follows_keeps_nothing_else_from_being_done(disk: Disk, qtbot: QtBot) -> None:
    gate, done = Gate(disk), list[int]()
    for place in range(3):
        disk.do(lambda: None, lambda _, place=place: done.append(place))
        disk.do(lambda: None, lambda _: 1 // 0)
    gate.opened.set()
    with qtbot.capture_exceptions() as errors:
        disk.finish()
    assert len(done) == 3
    assert {kind for kind, *_ in errors} == {ZeroDivisionError}
    assert disk.isFinished()
