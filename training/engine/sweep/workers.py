"""Families of runs on all cores: each worker is a process with one thread that trains one family after another."""

from __future__ import annotations

import logging
import os
import pickle
import signal
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any, NamedTuple

import torch

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.sweep.exact import train_exactly
from training.engine.sweep.member import Member
from training.engine.sweep.rounds import Leave, Report, failed, nothing, reported

logger = logging.getLogger(__name__)

LOST = "The process that trained this run has ended by itself, perhaps for want of memory. Train the run alone."
STATES = "states"  # what a worker is asked for
TIMEOUT = 5.0  # seconds in which a worker that was told to end does so


class Family(NamedTuple):
    """Members that share their past at most, and their data."""

    members: list[Member]
    dataset: Dataset


def cores() -> int:
    """Return the processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def train_in_workers(families: Sequence[Family], count: int, every: float | None) -> Generator[Report, None, None]:
    """Train the families in up to `count` processes, each run as it would be trained alone.

    States of runs come every so many seconds; None: never. Raises Leave when it was thrown into it, after the last.
    """
    waiting, pool = sorted(families, key=lambda family: len(family.members)), list[Worker]()
    try:
        while waiting or pool:
            while waiting and len(pool) < count:
                pool.append(Worker(waiting.pop(), every))
            heard = wait([worker.connection for worker in pool])
            for worker in [worker for worker in pool if worker.connection in heard]:
                if worker.connection.poll():  # who caught up may have read what was there
                    yield worker.receive()._replace(catch_up=partial(_caught_up, pool))
            for worker in [worker for worker in pool if worker.idle]:
                if worker.lives and waiting:
                    worker.begin(waiting.pop())
                else:
                    pool.remove(worker)
                    worker.stop()
    except Leave:
        yield from _last_reports(pool)
        raise
    finally:
        for worker in pool:
            worker.stop()


def _caught_up(pool: Sequence[Worker]) -> list[Report]:
    """Return all that the workers have to tell up to the states of their runs."""
    asked = [worker for worker in pool if worker.ask()]
    return [report for worker in asked for report in worker.answer()]


def _last_reports(pool: Sequence[Worker]) -> Iterator[Report]:
    """Let all workers end after the epoch that they train, and yield what they still have to tell."""
    end, talking = monotonic() + TIMEOUT, [worker for worker in pool if worker.leave()]
    while talking and (heard := wait([worker.connection for worker in talking], max(0.0, end - monotonic()))):
        for worker in [worker for worker in talking if worker.connection in heard]:
            try:
                yield worker.connection.recv()
            except (EOFError, OSError):
                talking.remove(worker)


class Worker:
    """A process that trains, and the line to it."""

    def __init__(self, family: Family, every: float | None) -> None:
        context = get_context("spawn")
        self.connection, far_end = context.Pipe()
        self._process = context.Process(target=_work, args=(far_end, every), daemon=True)
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
        runs = [(member.run, member.experiment, member.past) for member in family.members]
        self._send((data, runs))  # receive() tells if nobody is there

    def leave(self) -> bool:
        """Let it end after the epoch that it trains; return whether it still may have something to tell."""
        return self._send(None)

    def ask(self) -> bool:
        """Have it tell the states of its runs as they stand; return whether it still may have something to tell."""
        return self._send(STATES)

    def answer(self) -> Iterator[Report]:
        """Yield its reports until those states, or until the process is no more."""
        while self.lives:
            try:
                report = self.connection.recv()
            except (EOFError, OSError):
                yield self._lost()
                return
            if report is None:
                return
            yield self._heard(report)

    def receive(self) -> Report:
        """Return its next report, or the end of all its runs where the process is no more."""
        try:
            return self._heard(self.connection.recv())
        except (EOFError, OSError):
            return self._lost()

    def _lost(self) -> Report:
        self.lives = False
        logger.warning("a worker process has ended by itself, with %s runs", len(self._open))
        return self._heard(Report(failed(self._open.values(), TrainingError(LOST)).updates, {}))

    def _heard(self, report: Report) -> Report:
        for update in report.updates:
            if update.ended:
                del self._open[update.run]
        return report

    def stop(self) -> None:
        """End the process."""
        self.connection.close()
        self._process.terminate()
        self._process.join(TIMEOUT)

    def _send(self, content: object) -> bool:
        try:
            self.connection.send(content)
        except OSError:
            return False
        return True


def _work(connection: Connection, every: float | None) -> None:
    """Train what comes along the line until it is closed; Ctrl+C is for the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
    dataset: Dataset | None = None
    with suppress(EOFError):
        content = connection.recv()
        while content is not None:
            data, runs = content
            dataset = pickle.loads(data) if data is not None else dataset
            if dataset is None:
                raise ValueError("the first family comes with its data")
            members = [Member(run, experiment, dataset.rows, past) for run, experiment, past in runs]
            content = _report(connection, reported(train_exactly(members, dataset), every))


def _report(connection: Connection, reports: Generator[Report, None, None]) -> Any:
    """Send the reports along the line, and states when they are asked for; return what comes next, None: nothing."""
    for report in reports:
        connection.send(_sent(report))
        while connection.poll():
            content = connection.recv()
            if content is None:
                with suppress(Leave):
                    connection.send(_sent(reports.throw(Leave())))
            if content != STATES:
                return content
            _answer(connection, report.catch_up())
    while (content := connection.recv()) == STATES:
        _answer(connection, [])
    return content


def _answer(connection: Connection, reports: Sequence[Report]) -> None:
    for report in reports:
        connection.send(_sent(report))
    connection.send(None)


def _sent(report: Report) -> Report:
    """Return the report without what only this process can do."""
    return report._replace(catch_up=nothing)
