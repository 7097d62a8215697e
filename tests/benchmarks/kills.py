"""Kills of Stepwell in every state: are epochs lost that were shown more than a second ago?

Run from the project's root: python -m tests.benchmarks.kills [TIMES]

Each state is killed TIMES times at a random moment. Who trains says each epoch as it is shown; afterwards the
store is asked for what it has of each run.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from training.layout import NEW_WINDOW
from training.runs.store import Mode, RunStore

ROOT = Path(__file__).parents[2]
WINDOW = ("-m", "tests.end_to_end.driver")
LINE = ("main.py", "train", "--set", "epochs=1000000")
STATES = {
    "training": [(*WINDOW, "training")],
    "stepping": [(*WINDOW, "stepping")],
    "sweeping": [(*WINDOW, "sweeping")],
    "sweeping apart": [(*WINDOW, "sweeping apart")],
    "sweep paused": [(*WINDOW, "sweep paused")],
    "sweep apart paused": [(*WINDOW, "sweep apart paused")],
    "racing": [(*WINDOW, "racing")],
    "command line": [LINE],
    "many writers": [(*WINDOW, "training", NEW_WINDOW), (*WINDOW, "stepping", NEW_WINDOW), LINE, LINE],
}
SHOWN = re.compile(r"shown (\d+) (\d+)$")
LATE = 1.0  # seconds after which a shown epoch must be on the disk
LONGEST = 4.0  # seconds from the first epochs to the kill


class Loss(NamedTuple):
    """What a kill cost a run: epochs, and how long ago the oldest of them was shown, in seconds."""

    state: str
    run: int
    epochs: int
    age: float


class Process:
    """A process that trains, and when each epoch of each run was shown."""

    def __init__(self, arguments: tuple[str, ...], file: Path, environment: dict[str, str]) -> None:
        """Start it; `file` holds the experiment."""
        files = [str(file)] if "main.py" not in arguments else []
        options = ["--tell"] if files else []
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-u", *arguments, *options, *files],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.shown: dict[int, list[float]] = {}
        self.reader = Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := SHOWN.match(line):
                moments = self.shown.setdefault(int(found[1]), [])
                moments += [time.monotonic()] * (int(found[2]) - len(moments))
            elif line.split()[:1] and line.split()[0].isdigit():  # a row of the command line's table
                self.shown.setdefault(0, []).append(time.monotonic())

    @property
    def end(self) -> str:
        """Return how it has ended by itself; empty while it runs."""
        if self.process.poll() is None:
            return ""
        self._errors.seek(0)
        return f"exit code {self.process.returncode}: {self._errors.read()}"

    def close(self) -> None:
        """Let it not outlive the test."""
        self.process.kill()
        self.wait()
        self._errors.close()

    def kill(self) -> float:
        """Kill it; return the moment."""
        moment = time.monotonic()
        self.process.send_signal(signal.SIGKILL)
        return moment

    def wait(self) -> None:
        """Wait until all is read that it said."""
        self.reader.join()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def kill(state: str, seed: int) -> list[Loss]:
    """Kill the processes of a state, in a data folder of their own, and return what that cost."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home, chance = Path(folder), random.Random(seed)
        file = home / "experiment.toml"
        file.write_text("epochs = 1000000\n")
        names = {"HOME": "", "XDG_DATA_HOME": ".local/share", "XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache"}
        environment = os.environ | {name: str(home / path) for name, path in names.items()}
        environment["QT_QPA_PLATFORM"] = "offscreen"
        running = [Process(arguments, file, environment) for arguments in STATES[state]]
        for process in running:
            stack.callback(process.close)
        while not all(process.shown for process in running):
            time.sleep(0.02)
            assert [process.end for process in running] == [""] * len(running)
        time.sleep(chance.uniform(0.0, LONGEST))
        moments = [process.kill() for process in chance.sample(running, len(running))]
        for process in running:
            process.wait()
        time.sleep(0.5)  # workers hear that their parent has gone
        return lost(state, home, running, min(moments))


def lost(state: str, home: Path, killed: list[Process], moment: float) -> list[Loss]:
    """Compare what was shown with what is kept; a run of the command line is known by its length alone."""
    with RunStore(home / ".local/share/stepwell/runs.sqlite", Mode.WRITE) as store:
        assert store.notice == ""
        kept = {run.id: run.epochs for run in store.find()}
        for run, epochs in kept.items():
            assert len(store.load(run).trace) == epochs
            assert not epochs or store.checkpoint(run) is not None
        told = {run for process in killed for run in process.shown}
        unnamed = sorted(epochs for run, epochs in kept.items() if run not in told)
        lines = sorted((process.shown[0] for process in killed if 0 in process.shown), key=len)
        losses = [compare(state, 0, shown, epochs, moment) for shown, epochs in zip(lines, unnamed, strict=False)]
        named = [(run, shown) for process in killed for run, shown in process.shown.items() if run]
        losses += [compare(state, run, shown, kept.get(run, 0), moment) for run, shown in named]
        return losses


def compare(state: str, run: int, shown: list[float], kept: int, moment: float) -> Loss:
    """Return what a run lost."""
    missing = shown[kept:]
    return Loss(state, run, len(missing), moment - missing[0] if missing else 0.0)


def main(times: int) -> None:
    """Print for each state how old the oldest epoch was that a kill cost."""
    print(f"{'state':<20} {'kills':>5} {'runs':>5} {'epochs lost':>11} {'oldest, s':>9} {'older than 1 s':>14}")
    whole = list[Loss]()
    for state in STATES:
        losses = [loss for seed in range(times) for loss in kill(state, seed)]
        report(state, times * len(STATES[state]), losses)
        whole += losses
    report("all", times * sum(map(len, STATES.values())), whole)


def report(state: str, kills: int, losses: list[Loss]) -> None:
    """Print one line."""
    late, oldest = sum(loss.age > LATE for loss in losses), max(loss.age for loss in losses)
    row = f"{state:<20} {kills:>5} {len(losses):>5} {sum(loss.epochs for loss in losses):>11} {oldest:>9.2f} {late:>14}"
    print(row, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
