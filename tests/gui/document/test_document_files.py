from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from gui.document.document import DAMAGED, ExperimentDocument
from gui.document.numbers import Unreadable
from tests.gui.forms.compositions import changes, schedulers
from training.experiment.experiment import Experiment
from training.experiment.file import read_experiment
from training.experiment.problems import ExperimentError
from training.files import FileError


def test_a_file_is_opened_and_saved(document: ExperimentDocument, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("# my own words\nepochs = 4\n")
    document.open(path)
    assert document.file == path
    assert document.value("epochs") == 4

    document.set_value("epochs", 5)
    assert document.modified
    document.save(path)

    assert not document.modified
    assert read_experiment(path) == document.experiment
    assert "# my own words" in path.read_text()
    document.set_value("epochs", 6)
    document.undo_stack.undo()
    assert not document.modified


def test_saving_elsewhere_goes_on_with_the_new_file(document: ExperimentDocument, tmp_path: Path) -> None:
    document.save(tmp_path / "a.toml")
    document.save(tmp_path / "b.toml")

    assert document.file == tmp_path / "b.toml"


def test_what_is_wrong_is_not_saved(document: ExperimentDocument, tmp_path: Path) -> None:
    document.set_value("epochs", 0)

    with pytest.raises(ExperimentError, match="epochs: 0 does not fit"):
        document.save(tmp_path / "wrong.toml")

    assert not (tmp_path / "wrong.toml").exists()
    assert document.modified


def test_a_file_that_cannot_be_written_leaves_the_document_modified(
    document: ExperimentDocument, tmp_path: Path
) -> None:
    document.set_value("epochs", 11)

    with pytest.raises(FileError):
        document.save(tmp_path)

    assert document.modified
    assert document.file is None


def test_a_file_that_is_not_sound_changes_nothing(document: ExperimentDocument, tmp_path: Path) -> None:
    document.set_value("epochs", 7)
    (tmp_path / "bad.toml").write_text("epochs = 'many'")

    with pytest.raises(ExperimentError):
        document.open(tmp_path / "bad.toml")

    assert document.value("epochs") == 7
    assert document.undo_stack.canUndo()


def test_the_file_is_told_with_each_change_of_it(document: ExperimentDocument, tmp_path: Path) -> None:
    told: list[tuple[Path | None, bool]] = []
    document.file_changed.connect(lambda: told.append((document.file, document.modified)))

    document.set_value("epochs", 7)
    document.save(path := tmp_path / "e.toml")
    document.replace(Experiment())

    assert (None, True) in told
    assert (path, False) in told
    assert told[-1] == (None, False)


def test_a_draft_brings_everything_back(document: ExperimentDocument, tmp_path: Path) -> None:
    document.save(tmp_path / "e.toml")
    document.set_value("scheduler.kind", "MultiStepLR")
    document.set_value("scheduler.milestones", (2, 4))
    document.set_value("epochs", Unreadable("a few"))
    document.set_value("clip_grad_norm", 1.0)
    draft = json.loads(json.dumps(document.draft()))

    other = ExperimentDocument()
    assert other.restore_draft(draft) == ""

    assert other.draft() == document.draft()
    assert other.value("scheduler.milestones") == (2, 4)
    assert other.value("epochs") == "a few"
    assert other.problems.keys() == {"epochs"}
    assert other.file == tmp_path / "e.toml"
    assert other.modified
    assert not other.undo_stack.canUndo()


def test_a_draft_of_an_older_version_gets_the_fields_that_are_new(document: ExperimentDocument) -> None:
    draft = document.draft()
    del draft["values"]["early_stopping"]
    del draft["values"]["optimizer"]["nesterov"]

    assert document.restore_draft(draft) == ""
    assert document.experiment == Experiment()


def chain(parts: Any) -> dict[str, Any]:
    return {"kind": "ChainedScheduler", "schedulers": parts}


def test_a_part_in_a_draft_gets_the_fields_that_are_new(document: ExperimentDocument) -> None:
    draft = document.draft()
    draft["values"]["scheduler"] = chain([{"kind": "StepLR", "gamma": 0.3}])

    assert document.restore_draft(draft) == ""
    assert document.value("scheduler.schedulers[0].step_size") == 5
    assert document.value("scheduler.schedulers[0].gamma") == 0.3


@given(table=schedulers)
def test_a_draft_brings_any_composition_back(qapp: QApplication, table: dict[str, Any]) -> None:
    document, other = ExperimentDocument(), ExperimentDocument()
    document.apply(changes(table))

    assert other.restore_draft(json.loads(json.dumps(document.draft()))) == ""

    assert other.draft() == document.draft()
    assert other.problems == document.problems


@pytest.mark.parametrize(
    "harm",
    [
        lambda draft: None,
        lambda draft: [],
        lambda draft: "draft",
        lambda draft: {},
        lambda draft: draft | {"values": 5},
        lambda draft: draft | {"values": {}},
        lambda draft: draft | {"values": draft["values"] | {"optimizer": "SGD"}},
        lambda draft: draft | {"values": draft["values"] | {"optimizer": {"kind": "Nothing"}}},
        lambda draft: draft | {"values": draft["values"] | {"optimizer": {"kind": ["SGD"]}}},
        lambda draft: draft | {"values": draft["values"] | {"optimizer": {"kind": "SGD", "speed": 1}}},
        lambda draft: draft | {"values": draft["values"] | {"epochs": {"many": 1}}},
        lambda draft: draft | {"values": draft["values"] | {"colour": "red"}},
        lambda draft: draft | {"values": draft["values"] | {"epochs": {"kind": "StepLR"}}},
        lambda draft: draft | {"values": draft["values"] | {"scheduler": chain("StepLR")}},
        lambda draft: draft | {"values": draft["values"] | {"scheduler": chain(5)}},
        lambda draft: draft | {"values": draft["values"] | {"scheduler": chain([{"gamma": 0.1}])}},
        lambda draft: draft | {"values": draft["values"] | {"scheduler": chain([{"kind": "None"}])}},
        lambda draft: draft | {"values": draft["values"] | {"scheduler": chain([{"kind": "StepLR", "speed": 1}])}},
    ],
)
def test_a_damaged_draft_is_left_alone_and_told(document: ExperimentDocument, harm: Any) -> None:
    document.set_value("epochs", 3)

    assert document.restore_draft(harm(document.draft())) == DAMAGED

    assert document.value("epochs") == 3
    assert document.undo_stack.canUndo()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(
    path=st.sampled_from(["epochs", "data", "optimizer", "optimizer.kind", "optimizer.lr", "scheduler.schedulers"]),
    value=json_values,
)
def test_no_draft_whatever_breaks_the_document(qapp: QApplication, path: str, value: Any) -> None:
    document = ExperimentDocument()
    document.set_value("scheduler.kind", "ChainedScheduler")
    draft = document.draft()
    stage, _, name = path.rpartition(".")
    (draft["values"][stage] if stage else draft["values"])[name] = value

    problem = document.restore_draft(draft)

    assert problem in ("", DAMAGED)
    assert (document.experiment is None) is bool(document.problems)
