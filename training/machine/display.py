"""Whether there is a display that a window can open on; without one Qt aborts the process."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("WAYLAND_DISPLAY", "DISPLAY")
NEEDING_ONE = {"", "xcb", "wayland"}
WITHOUT_A_WINDOW = "`python main.py train` trains without a window."


def needed(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether Qt will look for an X11 or Wayland display (not so with QT_QPA_PLATFORM=offscreen)."""
    platform = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    return sys.platform not in ("win32", "darwin") and platform in NEEDING_ONE


def obstacle(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return why no window can open on this display, as sentences, or None."""
    if not needed(environment):
        return None
    names = [f"{name}={environment[name]}" for name in NAMES if environment.get(name)]
    if not names:
        return f"There is no display to open a window on. {WITHOUT_A_WINDOW}"
    if _reaches_wayland(environment) or _reaches_x11(environment):
        return None
    return f"The display {' and '.join(names)} does not answer, so no window can open on it. {WITHOUT_A_WINDOW}"


def _reaches_wayland(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(Path(environment.get("XDG_RUNTIME_DIR", "/"), name)))
        except OSError:
            return False
    return True


def _reaches_x11(environment: Mapping[str, str]) -> bool:
    """Connect as Qt will, the display's access rights included; no libxcb is the libraries' matter, not the display's."""
    name = environment.get("DISPLAY")
    if not name:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused
