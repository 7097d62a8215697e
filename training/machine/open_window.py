"""The window that is open already: another start hands it its file. It needs no Qt, so it is fast."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import time
from concurrent.futures import Future, TimeoutError
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from training.machine.folders import data_folder

logger = logging.getLogger(__name__)

READY, TAKEN = b"ready\n", b"taken\n"  # what the window answers, first to a visitor, then to a file
TIMEOUT = 2.0  # seconds for each answer; a window that hangs keeps nobody from opening another one
RETRY = 0.05  # seconds between two tries to reach a window that is only starting


def address_path() -> Path:
    """Return the file that says where the window listens."""
    return data_folder() / "window.address"


def hand_over(file: Path | None, timeout: float = 0.0) -> bool:
    """Have the open window show itself, and open a file; say whether it does.

    A window that is only starting may be waited for, with `timeout` in seconds.
    """
    end = time.monotonic() + timeout
    while not (reached := _reach()) and time.monotonic() < end:
        time.sleep(RETRY)
    if not reached:
        return False
    answer: Future[bool] = Future()
    Thread(target=_visit, args=(reached, file, answer), daemon=True).start()
    try:
        return answer.result(2 * TIMEOUT)
    except TimeoutError:
        logger.warning("the open window does not answer")
        return False


def _reach() -> BinaryIO | None:
    try:
        address = address_path().read_text("utf-8")
        if sys.platform == "win32":
            return Path(address).open("r+b", buffering=0)  # a named pipe
        visitor = socket.socket(socket.AF_UNIX)
        visitor.settimeout(TIMEOUT)
        visitor.connect(address)
        return visitor.makefile("rwb", buffering=0)  # type: ignore[return-value]
    except (OSError, ValueError):
        return None


def _visit(window: BinaryIO, file: Path | None, answer: Future[bool]) -> None:
    """Wait to be let in before asking for anything: what was not asked for is not done later."""
    request = {"file": None if file is None else str(file.absolute()), "token": os.environ.get("XDG_ACTIVATION_TOKEN")}
    try:
        with window:
            taken = window.readline() == READY and bool(window.write(json.dumps(request).encode() + b"\n"))
            answer.set_result(taken and window.readline() == TAKEN)
    except OSError:
        answer.set_result(False)
