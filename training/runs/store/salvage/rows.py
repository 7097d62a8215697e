"""Which rows of a damaged store are as they were written: by their checksums, where there are none by what they say."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store.blocks import DOUBLE, FIGURES, Block, records_of
from training.runs.store.checksums import checksum

DIGEST_SIZE = hashlib.sha256().digest_size  # with which a state begins
ALWAYS = ("lr", "lr_after", "loss", "accuracy", "seconds")
LONG_AGO = "1970-01-01T00:00:00+00:00"
DOUBTED = "\N{REPLACEMENT CHARACTER}"  # for bytes that are no text


class RunRow(NamedTuple):
    """A row of the table of runs; of version 1, without the last two."""

    id: int
    created: str
    deleted: str | None
    name: str
    note: str
    status: str
    message: str
    device: str
    text: str  # the experiment
    epochs: int
    seconds: float
    validated: int
    lr: float | None
    loss: float | None
    accuracy: float | None
    val_loss: float | None
    val_accuracy: float | None
    lowest: float | None
    parent: int | None
    forked: int | None
    sweep: int | None
    place: int | None
    owner: str | None = None
    checksum: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether what was trained is as it was written."""
        return DOUBTED not in self.text and self.checksum in (None, checksum(self.text))

    @property
    def plan(self) -> str | None:
        """Return the text of what was trained; None where that is not known.

        One with a checksum stays as it is, whichever version of Stepwell can read it.
        """
        if self.checksum is not None or not self.is_whole:
            return self.text if self.is_whole else None
        experiment = _experiment(self.text)
        return None if experiment is None else experiment.model_dump_json()

    @property
    def ended(self) -> Status:
        """Return how it ended, of those that a run may be left in."""
        lasting = (Status.FINISHED, Status.STOPPED, Status.FAILED)
        return Status(self.status) if self.status in lasting else Status.INTERRUPTED

    @property
    def begun(self) -> str:
        """Return when it was begun; long ago where that cannot be read."""
        try:
            datetime.fromisoformat(self.created)
        except ValueError:
            return LONG_AGO
        return self.created

    def speaks_of(self, epoch: EpochRecord) -> bool:
        """Whether this was the last epoch when the row was written."""
        alike = [_same(getattr(self, name), getattr(epoch, name)) for name in ("lr", "accuracy", "val_accuracy")]
        losses = _same(self.loss, epoch.loss) + _same(self.val_loss, epoch.val_loss) * (epoch.val_loss is not None)
        return losses > 0 and sum(alike) + losses >= 3


class StateRow(NamedTuple):
    """A row of the table of checkpoints."""

    run: int
    epoch: int
    kept: int
    state: bytes
    checksum: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether not a bit of it has changed."""
        if self.checksum is None:
            digest, payload = self.state[:DIGEST_SIZE], self.state[DIGEST_SIZE:]
            return hashlib.sha256(payload).digest() == digest
        return self.checksum == checksum(self.run, self.epoch, self.state)


class SweepRow(NamedTuple):
    """A row of the table of sweeps."""

    id: int
    created: str
    name: str
    plan: str


class BlockRow(NamedTuple):
    """A row of the table of blocks."""

    run: int
    first: int
    figures: str
    numbers: bytes
    batch_lrs: bytes
    checksum: int | None = None

    @property
    def block(self) -> Block:
        """Return the epochs."""
        return Block(*self[1:5])

    @property
    def epochs(self) -> int:
        """Return how many there are."""
        return len(self.numbers) // DOUBLE // (self.figures.count(",") + 1)

    @property
    def is_whole(self) -> bool:
        """Whether not a bit of it has changed; of version 1, whether nothing about it says that one has."""
        if self.checksum is None:
            return self.is_laid_out and all(map(_is_plain, records_of(self.block)))
        return self.checksum == checksum(*self[:5])

    @property
    def is_laid_out(self) -> bool:
        """Whether it can be read as epochs."""
        names = self.figures.split(",")
        known = names == [name for name in FIGURES if name in names] and {*ALWAYS} <= {*names}
        width = DOUBLE * len(names)
        if self.first < 1 or not known or not self.numbers or len(self.numbers) % width:
            return False
        return not len(self.batch_lrs) % (DOUBLE * self.epochs)


def _is_plain(epoch: EpochRecord) -> bool:
    """Whether an epoch's numbers are such as a training gives; a loss may be any number, or none."""
    shares = [share for share in (epoch.accuracy, epoch.val_accuracy) if share is not None]
    return (
        epoch.seconds >= 0
        and any((epoch.seconds, epoch.lr, epoch.loss))  # a page that was lost is all zeros
        and epoch.lr in (epoch.batch_lrs[:1] or (epoch.lr,))
        and all(math.isnan(share) or 0 <= share <= 1 for share in shares)
        and all(math.isfinite(number) for number in (epoch.seconds, *epoch.batch_lrs, epoch.lr))
    )


def _same(kept: float | None, number: float | None) -> bool:
    """Whether a number is the one of a run's row, where NaN is nothing."""
    return kept is None if number is None or math.isnan(number) else kept == number


@cache
def _experiment(text: str) -> Experiment | None:
    try:
        return Experiment.model_validate_json(text)
    except ValidationError:
        return None


ROWS: dict[str, Any] = {"runs": RunRow, "blocks": BlockRow, "checkpoints": StateRow, "sweeps": SweepRow}
