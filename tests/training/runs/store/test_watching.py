"""What a watch tells of: all that others write, and nothing of what is written here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.training.runs.store.conftest import epoch
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore
from training.runs.store.watching import Known, News, StoreWatch

WRITES: dict[str, Callable[[RunStore, int], object]] = {
    "new": lambda store, run: store.create(Experiment()),
    "renamed": lambda store, run: store.rename(run, "another"),
    "noted": lambda store, run: store.write_note(run, "a note"),
    "tagged": lambda store, run: store.set_tags(run, ["tag"]),
    "deleted": lambda store, run: store.delete(run),
    "gone on": lambda store, run: store.go_on(run, Experiment(epochs=20)),
}


def ended(store: RunStore) -> int:
    """Begin and end a run."""
    run = store.create(Experiment())
    store.append(run, [epoch(1)], b"state")
    store.finish(run, Status.FINISHED)
    return run


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_whatever_others_write_is_told_once(
    store: RunStore, path: Path, write: Callable[[RunStore, int], object]
) -> None:
    run, watch = ended(store), StoreWatch(store)
    watch.look({})
    assert watch.look({}) is None
    with RunStore(path, Mode.WRITE) as other:
        write(other, run)
        news = watch.look({})
        assert news is not None
        assert news.relisted
        assert watch.look({}) is None


def test_of_a_run_that_is_trained_here_the_list_is_not_read_again(store: RunStore) -> None:
    ended(store)
    watch = StoreWatch(store)
    watch.look({})
    for _ in range(3):
        ended(store)
        assert watch.look({}) == News(False, [], [])


def test_the_epochs_that_another_trains_come_once(store: RunStore, path: Path) -> None:
    watch = StoreWatch(store)
    with RunStore(path, Mode.WRITE) as other:
        run = other.create(Experiment())
        assert [line.id for line in watch.look({}).lines] == [run]  # type: ignore[union-attr]
        other.append(run, [epoch(1), epoch(2)], b"state")
        news = watch.look({run: Known(1, Status.RUNNING)})
        assert news is not None
        assert [(growth.after, growth.records) for growth in news.grown] == [(1, [epoch(2)])]
        assert not news.relisted
    news = watch.look({run: Known(2, Status.RUNNING)})
    assert news is not None
    assert [(growth.summary.status, growth.records) for growth in news.grown] == [(Status.INTERRUPTED, [])]
