"""What happened, for whoever mends it: a file that begins anew before it grows large. Who logs says so by module."""

from __future__ import annotations

import faulthandler
import logging
import platform
from logging.handlers import RotatingFileHandler
from pathlib import Path

from training import __version__
from training.machine.folders import data_folder

LARGEST = 512 * 1024  # bytes; one older file is kept
FORM = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
TAIL = 40  # lines that a report carries


def log_path() -> Path:
    """Return the file; it need not exist yet."""
    return data_folder() / "stepwell.log"


def begin_log() -> None:
    """Write what is logged into the file from now on, and where the interpreter dies; go without where that fails."""
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(log_path(), maxBytes=LARGEST, backupCount=1, encoding="utf-8")
        faulthandler.enable(log_path().open("a"))  # a stream of its own: the handler's ends when the file begins anew
    except OSError:
        return
    handler.setFormatter(logging.Formatter(FORM))
    logging.raiseExceptions = False  # a full disk is told where it matters
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    logging.getLogger(__name__).info(
        "Stepwell %s, Python %s, %s", __version__, platform.python_version(), platform.platform()
    )


def tail() -> str:
    """Return the last lines of the log; empty where there is none."""
    try:
        return "\n".join(log_path().read_text("utf-8", errors="replace").splitlines()[-TAIL:])
    except OSError:
        return ""
