"""A script in a process of its own, its rows as they come."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO

from training.script.errors import ScriptError
from training.script.loop import DIVERGED

LOOK_SECONDS = 0.1  # between two chances to stop waiting
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows opens a console otherwise

Row = dict[str, str]


def printed_rows(script: str) -> Generator[Row | None, None, None]:
    """Run the script and yield each row that it prints; None while there is none. Closing this ends the process.

    Raises ScriptError when the script fails, which a training that diverges does not count as.
    """
    with TemporaryDirectory(prefix="script-") as folder:
        path, complaints = Path(folder, "script.py"), Path(folder, "complaints.txt")
        path.write_text(script, "utf-8")
        command = [sys.executable, "-u", "-X", "utf8", path.name]
        with (
            complaints.open("wb") as errors,
            subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                creationflags=NO_WINDOW,
            ) as process,
        ):
            try:
                yield from _rows(process)
            finally:
                process.kill()
        *_, last = ["", *complaints.read_text("utf-8", "replace").splitlines()]
        if process.returncode and last != DIVERGED:
            raise ScriptError(f"The script failed: {last or f'exit code {process.returncode}'}")


def _rows(process: subprocess.Popen[str]) -> Iterator[Row | None]:
    lines: SimpleQueue[str | None] = SimpleQueue()
    reader = Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    names: list[str] = []
    while True:
        try:
            line = lines.get(timeout=LOOK_SECONDS)
        except Empty:
            yield None
            continue
        if line is None:
            process.wait()
            return
        (cells,) = csv.reader([line])
        if names:
            yield dict(zip(names, cells, strict=True))
        names = names or cells


def _read(output: IO[str] | None, lines: SimpleQueue[str | None]) -> None:
    for line in output or ():
        lines.put(line)
    lines.put(None)
