from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Semaphore

import pytest

from gui.jobs.steered_thread import SteeredThread

PATIENCE = 20.0  # seconds; a busy machine is no failure


class Counting(SteeredThread[int]):
    """Counts its turns; each lasts until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_end = Semaphore(0), Semaphore(0)

    def _train(self) -> None:
        turn = 0
        while self._take_turn():
            turn += 1
            self.begun.release()
            assert self.may_end.acquire(timeout=PATIENCE)
            self._hand_over([turn])


@pytest.fixture
def thread() -> Iterator[Counting]:
    thread = Counting()
    yield thread
    thread.stop()
    thread.may_end.release(10)
    assert thread.wait(20_000)


def test_a_step_that_is_wanted_during_a_turn_is_another_turn(thread: Counting) -> None:
    thread.allow(1)
    thread.start()
    assert thread.begun.acquire(timeout=PATIENCE)
    thread.allow(1)
    thread.may_end.release()
    assert thread.begun.acquire(timeout=PATIENCE)
    thread.may_end.release()
    assert not thread.begun.acquire(timeout=0.1)
    assert thread.take() == [1, 2]


def test_orders_are_carried_out_while_it_is_paused(thread: Counting) -> None:
    done = Event()
    thread.allow(0)
    thread.start()
    thread.order(done.set)
    assert done.wait(PATIENCE)
    assert thread.take() == []


def test_what_is_taken_a_few_at_a_time_keeps_its_order(thread: Counting) -> None:
    thread.allow(3)
    thread.may_end.release(3)
    thread.start()
    assert all(thread.begun.acquire(timeout=PATIENCE) for _ in range(3))
    taken: list[int] = []
    while len(taken) < 3:
        taken += thread.take(most=1)
    assert taken == [1, 2, 3]
