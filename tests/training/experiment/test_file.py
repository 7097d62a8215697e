from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from training.experiment.data import Table
from training.experiment.experiment import Experiment
from training.experiment.file import plain, read_experiment, write_experiment
from training.experiment.problems import ExperimentError
from training.files import FileError

COMMENTED = """\
# the lesson of Tuesday
epochs = 12  # a dozen
[scheduler]
# drops late
kind = "MultiStepLR"
milestones = [6, 9]
"""
COMPOSED = """\
[scheduler]
kind = "SequentialLR"
milestones = [3]
[[scheduler.schedulers]]
# gently
kind = "LinearLR"
total_iters = 3
[[scheduler.schedulers]]
kind = "CosineAnnealingLR"
T_max = 7  # the rest
"""


@given(scheduler=SCHEDULERS, seed=st.integers(0, 2**63 - 1), clip=st.none() | st.floats(1e-9, 1e9))
def test_an_experiment_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, scheduler: object, seed: int, clip: float | None
) -> None:
    experiment = Experiment(scheduler=scheduler, seed=seed, clip_grad_norm=clip)
    path = tmp_path_factory.mktemp("file") / "experiment.toml"
    write_experiment(path, experiment)
    assert read_experiment(path) == experiment


@given(
    scheduler=SCHEDULERS, mark=st.sampled_from(["", "\ufeff"]), end=st.sampled_from(["\n", "\r\n"]), last=st.booleans()
)
def test_a_byte_order_mark_line_ends_and_comments_survive_a_save(
    tmp_path_factory: pytest.TempPathFactory, scheduler: object, mark: str, end: str, last: bool
) -> None:
    path = tmp_path_factory.mktemp("file") / "experiment.toml"
    text = COMMENTED if last else COMMENTED.rstrip()
    path.write_bytes((mark + text.replace("\n", end)).encode())
    experiment = read_experiment(path).changed(scheduler=scheduler, epochs=13)
    write_experiment(path, experiment)
    saved = path.read_bytes().decode()
    assert saved.startswith(f"{mark}# the lesson of Tuesday{end}")
    assert f"epochs = 13  # a dozen{end}" in saved
    assert saved.count("\n") == saved.count(end)
    assert read_experiment(path) == experiment


def test_comments_survive_a_save(tmp_path: Path) -> None:
    path = tmp_path / "lesson.toml"
    path.write_text(COMMENTED)
    write_experiment(path, read_experiment(path).model_copy(update={"epochs": 13}))
    text = path.read_text()
    assert "# the lesson of Tuesday" in text
    assert "epochs = 13  # a dozen" in text
    assert "# drops late" in text
    assert read_experiment(path).epochs == 13


def test_comments_inside_a_composition_survive_a_save(tmp_path: Path) -> None:
    path = tmp_path / "lesson.toml"
    path.write_text(COMPOSED)
    experiment = read_experiment(path)
    first, second = experiment.scheduler.schedulers
    longer = experiment.scheduler.model_copy(update={"schedulers": (first, second.model_copy(update={"T_max": 8}))})
    write_experiment(path, experiment.model_copy(update={"scheduler": longer}))
    text = path.read_text()
    assert "# gently" in text
    assert "T_max = 8  # the rest" in text
    assert read_experiment(path).scheduler == longer


def test_switching_a_setting_off_removes_it_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "experiment.toml"
    write_experiment(path, Experiment(clip_grad_norm=1.0))
    write_experiment(path, Experiment())
    assert "clip_grad_norm" not in path.read_text()


def test_another_kind_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "experiment.toml"
    path.write_text(COMMENTED)
    write_experiment(path, Experiment())
    assert tomllib.loads(path.read_text()) == plain(Experiment())


def test_a_data_file_is_found_beside_the_experiment_and_written_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("a,b\n")
    path = tmp_path / "experiment.toml"
    path.write_text('[data]\nkind = "Table"\npath = "rows.csv"\n')
    experiment = read_experiment(path)
    assert isinstance(experiment.data, Table)
    assert experiment.data.path == str(tmp_path / "rows.csv")
    write_experiment(path, experiment)
    assert tomllib.loads(path.read_text())["data"]["path"] == "rows.csv"


def test_a_data_file_that_is_not_beside_the_experiment_is_looked_for_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = tmp_path / "experiment.toml"
    path.write_text('[data]\nkind = "Table"\npath = "rows.csv"\n')
    assert read_experiment(path).data.path == str(folder / "rows.csv")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"epochs = ", "is not valid TOML"),
        (b"[[[[", "is not valid TOML"),
        (b"a = " + b"[" * 100_000, "is not valid TOML"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"epochs = 3\nepochs = 4\n", "is not valid TOML"),
        (b"#" * 1_000_001, "is too large"),
        (b'epochs = "ten"', "epochs: 'ten' does not fit"),
    ],
)
def test_a_broken_file_is_refused_with_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(ExperimentError, match=sentence):
        read_experiment(path)


def test_folders_pipes_and_missing_files_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    for name, sentence in {"": "a folder", "pipe.toml": "a pipe", "none.toml": "no such file"}.items():
        with pytest.raises(ExperimentError, match=sentence):
            read_experiment(tmp_path / name)


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="a folder"):
        write_experiment(tmp_path, Experiment())
    with pytest.raises(FileError, match="there is no folder"):
        write_experiment(tmp_path / "none" / "experiment.toml", Experiment())


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "experiment.toml"
    path.write_bytes(b"\xef\xbb\xbfepochs = 4\n")
    assert read_experiment(path).epochs == 4
