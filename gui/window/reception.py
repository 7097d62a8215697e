"""Lets a second start hand its file to this window."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from training.machine.lock import hold
from training.machine.open_window import READY, TAKEN, address_path

TOKEN = "XDG_ACTIVATION_TOKEN"  # by which Wayland lets a window come to the front


class Reception(QObject):
    """Listens in the first window that is open; only one does for each data folder.

    Attributes:
        is_open: whether it listens.
    """

    visited = Signal(object)  # the Path of a file that another start was given; None: it was given none

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        self._lock: BinaryIO | None = None
        with suppress(OSError):  # where nothing can be written, no other start finds this one
            address_path().parent.mkdir(parents=True, exist_ok=True)
            self._lock = hold(address_path().with_suffix(".lock"))
            if self._lock is not None:
                self._listen()

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._server.isListening()

    def close(self) -> None:
        """Let the next window be the first."""
        self._server.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _listen(self) -> None:
        """Listen where nobody did before: a window that was killed has left its address behind."""
        with suppress(OSError, ValueError):
            QLocalServer.removeServer(address_path().read_text("utf-8"))
        if self._server.listen(f"stepwell-{uuid4().hex[:16]}"):
            address_path().write_text(self._server.fullServerName(), "utf-8")

    def _welcome(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.readyRead.connect(partial(self._take, visitor))
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.write(READY)

    def _take(self, visitor: QLocalSocket) -> None:
        """Answer first: what the file leads to may take longer than the visitor waits."""
        if not visitor.canReadLine():
            return
        request = json.loads(bytes(visitor.readLine().data()))
        visitor.write(TAKEN)
        visitor.flush()
        if request["token"]:
            os.environ[TOKEN] = request["token"]
        self.visited.emit(None if request["file"] is None else Path(request["file"]))
