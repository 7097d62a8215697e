"""Runs of a damaged file, or of a backup, put into a store; what is there already is not put there twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import NamedTuple

from training.experiment.schedulers import counted
from training.runs.run import Status
from training.runs.store.blocks import Block
from training.runs.store.errors import StoreError
from training.runs.store.opening import files_set_aside
from training.runs.store.rows import columns_of_text, insert_block, insert_checkpoint, insert_columns, size_of
from training.runs.store.salvage.rows import SweepRow
from training.runs.store.salvage.source import runs_of_file
from training.runs.store.salvage.whole import LostRun, WholeRun
from training.runs.store.store import RunStore
from training.runs.store.tidying import LOST

MOST_EPOCHS = 5  # that a sentence names


class Outcome(NamedTuple):
    """What became of a run."""

    run: WholeRun | LostRun
    number: int | None  # the run's in the store; None: it is not whole enough to be put there
    is_new: bool  # whether it was not there before
    is_done: bool = True  # whether it is there now; else it is only foreseen

    @property
    def sentence(self) -> str:
        """Return what was saved and what was lost."""
        run = self.run
        if isinstance(run, LostRun):
            found = f"{counted(run.epochs, 'epoch')} found" if run.epochs else "no epochs found either"
            return f"run {run.number}: lost, for its experiment is damaged; {found}"
        epochs = [counted(run.missing, "epoch")] if run.missing else []
        lost = [*epochs, _after("checkpoint", run.broken)] if run.broken else epochs
        done = self._done(run) if self.is_new else f"already there as run {self.number}"
        rest = f"; lost: {' and '.join(lost)}" if lost else ""
        return f"run {run.number}, {run.row.name}: {done}{rest}" + (f"; {_way_on(run)}" if run.broken else "")

    def _done(self, run: WholeRun) -> str:
        where = f" as run {self.number}" if self.is_done or self.number != run.number else ""
        deleted = ", deleted," if run.row.deleted else ""
        saved = f"{counted(run.epochs, 'epoch')} and {counted(len(run.states), 'checkpoint')}"
        return f"{'saved' if self.is_done else 'can be saved'}{where}{deleted} with {saved}"


class Salvage:
    """Puts runs into a store. A run keeps its number where no other has it there. Methods raise StoreError."""

    def __init__(self, store: RunStore) -> None:
        """Take the store, open for writing where there is something to put."""
        self._store, self._database = store, store.database
        self._numbers: dict[int, int] = {}  # in the store, of the runs so far
        self._highest = 0  # number of those that are to be put there

    def put(self, runs: Iterable[WholeRun | LostRun]) -> Iterator[Outcome]:
        """Put each run there, in one transaction, and yield what became of it; parents come before their forks."""
        runs = list(runs)
        self._highest = max((run.number for run in runs if isinstance(run, WholeRun) and run.is_sure), default=0)
        for run in runs:
            if isinstance(run, LostRun):
                yield Outcome(run, None, False)
                continue
            there = self.equal(run)
            self._numbers[run.number] = self._add(run) if there is None else there
            yield Outcome(run, self._numbers[run.number], there is None)

    def equal(self, run: WholeRun) -> int | None:
        """Return the number of the run in the store that is this one, has at least its epochs, maybe more."""
        row, begins, text = run.row, _content(run.blocks), run.plan
        query = (
            "SELECT id, experiment FROM runs WHERE (created, forked, place) IS (?, ?, ?) ORDER BY experiment <> ?, id"
        )
        for number, there in self._database.rows(query, (row.begun, row.forked, row.place, text)):
            is_free = number not in self._numbers.values()
            if is_free and (run.epochs or there == text) and self._begins(number, begins):
                return int(number)
        return None

    def _begins(self, number: int, begins: Sequence[bytes]) -> bool:
        try:
            there = _content(self._store._blocks(number))
        except StoreError:  # it is damaged itself
            return False
        return all(map(bytes.startswith, there, begins))

    def _add(self, run: WholeRun) -> int:
        size = size_of(run.blocks) + sum(len(state.state) for state in run.states)
        with self._database.transaction(size) as connection:
            number = insert_columns(connection, self._columns(connection, run))
            for block in run.blocks:
                insert_block(connection, number, block)
            for state in run.states:
                insert_checkpoint(connection, number, state.epoch, bool(state.kept), state.state)
            connection.executemany("INSERT INTO tags VALUES (?, ?)", [(number, tag) for tag in run.tags])
        return number

    def _columns(self, connection: Connection, run: WholeRun) -> dict[str, str | int | None]:
        row = run.row
        return {
            "id": self._free(connection, run),
            "created": row.begun,
            "deleted": row.deleted,
            "name": row.name,
            "note": row.note,
            "device": row.device,
            **columns_of_text(run.plan),
            "status": Status.INTERRUPTED if run.missing else row.ended,
            "message": _message(run),
            "parent": self._numbers.get(row.parent or 0),
            "forked": row.forked,
            "sweep": None if run.sweep is None else _sweep(connection, run.sweep),
            "place": row.place,
        }

    def _free(self, connection: Connection, run: WholeRun) -> int:
        """Return the run's number, or if another run has it, one that nobody else will want."""
        if run.is_sure and not connection.execute("SELECT 1 FROM runs WHERE id = ?", (run.number,)).fetchall():
            return run.number
        query = "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'runs'), 0), ?)"
        ((last,),) = connection.execute(query, (self._highest,))
        return int(last) + 1


class Salvaged(NamedTuple):
    """What became of all runs of the files that were set aside; `refused`: why some cannot be read, as sentences."""

    outcomes: list[Outcome]
    refused: list[str]

    @property
    def sentence(self) -> str:
        """Return how much was saved and lost."""
        rest = [_summed_up(self.outcomes)] if self.outcomes or not self.refused else []
        return " ".join((*rest, *self.refused))


def salvage_set_aside(store: RunStore) -> Salvaged:
    """Put there what is whole in all files that were found damaged so far; raises StoreError where it cannot be put."""
    outcomes: list[Outcome] = []
    refused: list[str] = []
    for path in files_set_aside(store.path):
        try:
            runs = list(runs_of_file(path))
        except StoreError as error:  # it hides none of the others
            refused.append(str(error))
        else:
            outcomes += Salvage(store).put(runs)
    return Salvaged(outcomes, refused)


def _summed_up(outcomes: Sequence[Outcome]) -> str:
    """Return in a sentence how much was saved and lost."""
    new = [outcome.run for outcome in outcomes if outcome.is_new]
    whole = [run for run in new if isinstance(run, WholeRun)]
    part = sum(run.missing > 0 for run in whole)
    deleted = sum(run.row.deleted is not None for run in whole)
    there = sum(outcome.number is not None and not outcome.is_new for outcome in outcomes)
    lost = sum(outcome.number is None for outcome in outcomes)
    words = (
        f"{counted(len(new), 'run')} salvaged" if new else "",
        f"{part} of them up to the first damaged epoch" if part else "",
        f"{deleted} of them deleted before" if deleted else "",
        f"{there} already there" if there else "",
        f"{lost} lost" if lost else "",
    )
    return f"{', '.join(filter(None, words)) or 'No run can be recognized in the damaged file'}."


def _after(noun: str, epochs: Sequence[int]) -> str:
    """Return the thing after each of the epochs, of many the first ones and how many follow."""
    shown = [str(epoch) for epoch in epochs[:MOST_EPOCHS]]
    more = [f"{len(epochs) - MOST_EPOCHS} more"] * (len(epochs) > MOST_EPOCHS)
    *first, last = [*shown, *more]
    named = f"{', '.join(first)} and {last}" if first else last
    return f"the {noun}{'s' * (len(epochs) > 1)} after {'epochs' if len(epochs) > 1 else 'epoch'} {named}"


def _way_on(run: WholeRun) -> str:
    """Return what going on with a run begins from that lost a state."""
    newest = max((state.epoch for state in run.states), default=0)
    if newest:
        return f"it goes on from the one after epoch {newest}"
    return "its trace stays, and going on trains these epochs again first" if run.epochs else "it begins anew"


def _message(run: WholeRun) -> str:
    if run.missing:
        return f"Salvaged: {run.epochs} of {run.row.epochs} epochs were whole."
    return LOST if run.row.status == Status.RUNNING else run.row.message


def _sweep(connection: Connection, sweep: SweepRow) -> int:
    """Return the sweep's number in the store, where it is put if it is not there."""
    there = connection.execute("SELECT id FROM sweeps WHERE (created, name, plan) = (?, ?, ?)", sweep[1:]).fetchone()
    if there is not None:
        return int(there[0])
    taken = connection.execute("SELECT 1 FROM sweeps WHERE id = ?", sweep[:1]).fetchone()
    row = connection.execute("INSERT INTO sweeps VALUES (?, ?, ?, ?)", (None if taken else sweep.id, *sweep[1:]))
    return int(row.lastrowid or 0)


def _content(blocks: Sequence[Block]) -> tuple[bytes, bytes, bytes]:
    """Return what makes two traces equal, however their epochs are grouped."""
    figures = blocks[0].figures.encode() if blocks else b""
    return figures, b"".join(block.numbers for block in blocks), b"".join(block.batch_lrs for block in blocks)
