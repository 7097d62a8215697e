"""Families of runs on all cores: each worker is a process with one thread that trains one family after another."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

import torch

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.sweep.exact import train_exactly
from training.engine.sweep.member import Member, Update

LOST = "The process that trained this run has ended by itself, perhaps for want of memory. Train the run alone."
PATIENCE = 5.0  # seconds in which a worker that was told to end does so


class Family(NamedTuple):
    """Members that share their past at most, and their data."""

    members: list[Member]
    dataset: Dataset


def cores() -> int:
    """Return the processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def train_in_workers(families: Sequence[Family], count: int) -> Iterator[Update]:
    """Train the families in up to `count` processes, each run as it would be trained alone."""
    waiting, pool = sorted(families, key=lambda family: len(family.members)), list[Worker]()
    try:
        while waiting or pool:
            while waiting and len(pool) < count:
                pool.append(Worker(waiting.pop()))
            heard = wait([worker.connection for worker in pool])
            for worker in [worker for worker in pool if worker.connection in heard]:
                yield from worker.receive()
                if worker.idle and worker.lives and waiting:
                    worker.begin(waiting.pop())
                elif worker.idle:
                    pool.remove(worker)
                    worker.stop()
    finally:
        for worker in pool:
            worker.stop()


class Worker:
    """A process that trains, and the line to it."""

    def __init__(self, family: Family) -> None:
        """Start the process and give it its first family."""
        context = get_context("spawn")
        self.connection, far_end = context.Pipe()
        self._process = context.Process(target=_work, args=(far_end,), daemon=True)
        self._process.start()
        far_end.close()  # so that the worker's end is the end of the line
        self._dataset: Dataset | None = None
        self.lives = True
        self.begin(family)

    @property
    def idle(self) -> bool:
        """Whether all its runs have ended."""
        return not self._open

    def begin(self, family: Family) -> None:
        """Let it train a family."""
        self._open = {member.run: member for member in family.members}
        data = None if family.dataset is self._dataset else pickle.dumps(family.dataset)
        self._dataset = family.dataset
        runs = [(member.run, member.experiment) for member in family.members]
        try:
            self.connection.send((data, runs))
        except OSError:
            self.lives = False  # receive() tells

    def receive(self) -> Iterator[Update]:
        """Yield its next update, or the end of all its runs where the process is no more."""
        try:
            update: Update = self.connection.recv()
        except (EOFError, OSError):
            self.lives = False
            yield from (member.fail(TrainingError(LOST)) for member in self._open.values())
            self._open.clear()
        else:
            if update.ended:
                del self._open[update.run]
            yield update

    def stop(self) -> None:
        """End the process."""
        self.connection.close()
        self._process.terminate()
        self._process.join(PATIENCE)


def _work(connection: Connection) -> None:
    """Train what comes along the line until it is closed; Ctrl+C is for the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
    dataset: Dataset | None = None
    while True:
        try:
            data, runs = connection.recv()
        except EOFError:
            return
        dataset = pickle.loads(data) if data is not None else dataset
        if dataset is None:
            raise ValueError("the first family comes with its data")
        for update in train_exactly([Member(run, experiment, dataset.rows) for run, experiment in runs], dataset):
            connection.send(update)
