from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.data_file import DATA_SUFFIXES, UNREAD_SUFFIXES, data_changes, is_data_file
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain, write_experiment
from training.experiment.overrides import with_changes

CELLS = st.lists(st.from_regex(r"[A-Za-z0-9_.]{1,8}", fullmatch=True), min_size=2, max_size=5)


@given(rows=st.lists(CELLS, min_size=1, max_size=4), divider=st.sampled_from(",;\t| "), end=st.sampled_from("\n\r"))
def test_rows_are_known_whatever_divides_them(
    rows: list[list[str]], divider: str, end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "rows"
    path.write_text(end.join(divider.join(row) for row in rows))
    assert is_data_file(path)


@pytest.mark.parametrize("name", ["run", "run.txt", "run.TOML", "run.stepwell", "run.cfg"])
@pytest.mark.parametrize("start", ["", "\ufeff", "# a, b, c\n\n", "\r\n"])
def test_an_experiment_is_known_under_every_name(name: str, start: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_experiment(path, Experiment())
    path.write_text(start + path.read_text())
    assert not is_data_file(path)
    path.write_text(f"{start}[data]\nkind = 'Moons'")
    assert not is_data_file(path)


@pytest.mark.parametrize("suffix", [*DATA_SUFFIXES, *UNREAD_SUFFIXES, ".CSV", ""])
def test_rows_are_known_by_their_name_or_their_beginning(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"rows{suffix}"
    path.write_bytes(b"PAR1 or a,b,c")
    assert is_data_file(path)


@pytest.mark.parametrize("name", ["", "none", "none.toml", "folder", "a\0b"])
def test_what_cannot_be_looked_at_is_left_to_whoever_reads_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert not is_data_file(tmp_path / name)


def test_an_experiment_takes_the_rows_and_keeps_all_else(tmp_path: Path) -> None:
    experiment = experiment_from(with_changes(plain(Experiment(seed=3)), data_changes(tmp_path / "rows.csv")))
    assert experiment.data.path == str(tmp_path / "rows.csv")  # type: ignore[attr-defined]
    assert experiment.changed(data=Experiment().data) == Experiment(seed=3)
