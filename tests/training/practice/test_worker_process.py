from __future__ import annotations

import multiprocessing
import time
from threading import Thread

import pytest

from training.practice.outcome import Outcome
from training.practice.worker_process import WorkerProcess


@pytest.mark.slow
def test_snippets_run_in_one_process_which_is_replaced_when_it_dies_and_ends_with_its_worker() -> None:
    with WorkerProcess() as worker:
        assert not multiprocessing.active_children()
        assert worker.run("print(1)").printed == "1"
        assert worker.run("print(2)").printed == "2"
        (process,) = multiprocessing.active_children()
        process.kill()
        process.join()
        assert worker.run("x = 1").error in ("EOFError", "BrokenPipeError", "ConnectionResetError")
        assert worker.run("print(3)").printed == "3"
    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_a_snippet_without_end_is_ended() -> None:
    with WorkerProcess(time_limit=1.0) as worker:
        outcome = worker.run("while True:\n    pass")
        assert (outcome.error, outcome.message) == ("TimeoutError", "It did not come to an end.")
        assert not multiprocessing.active_children()


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.0, 0.3, 4.0])
def test_a_worker_that_is_ended_from_another_thread_runs_nothing_any_more(moment: float) -> None:
    worker, outcomes = WorkerProcess(), list[Outcome]()
    thread = Thread(target=lambda: outcomes.append(worker.run("while True:\n    pass")))
    thread.start()
    time.sleep(moment)  # while the process begins, and while it runs the snippet
    worker.end()
    thread.join(10)
    assert not thread.is_alive()
    assert outcomes[0].message == "It did not come to an end."
    assert worker.run("print(1)").printed == ""
    worker.close()
    assert not multiprocessing.active_children()
