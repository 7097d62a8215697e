"""Whether there is a display that a window can open on; without one Qt aborts the process."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from training.layout import COMMAND

BACKENDS = {"WAYLAND_DISPLAY": "wayland", "DISPLAY": "xcb"}
WITHOUT_A_WINDOW = f"`{COMMAND} train` trains without a window."


def variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the variables by which Qt looks for its display; none with QT_QPA_PLATFORM=offscreen, say."""
    if sys.platform in ("win32", "darwin"):
        return []
    chosen = {name.split(":")[0] for name in environment.get("QT_QPA_PLATFORM", "").split(";")}
    return [variable for variable, backend in BACKENDS.items() if chosen & {"", backend}]


def names(environment: Mapping[str, str] = os.environ) -> str:
    """Return the displays that the environment names, as `DISPLAY=:0`."""
    return ", ".join(f"{name}={environment[name]}" for name in variables(environment) if environment.get(name))


def obstacle(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return why no window can open on this display, as sentences, or None."""
    looked_at = variables(environment)
    if not looked_at or any(REACHES[name](environment) for name in looked_at if environment.get(name)):
        return None
    if displays := names(environment):
        return f"The display ({displays}) does not answer, so no window can open on it. {WITHOUT_A_WINDOW}"
    return f"There is no display to open a window on. {WITHOUT_A_WINDOW}"


def _reaches_wayland(environment: Mapping[str, str]) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(Path(environment.get("XDG_RUNTIME_DIR", "/"), environment["WAYLAND_DISPLAY"])))
        except OSError:
            return False
    return True


def _reaches_x11(environment: Mapping[str, str]) -> bool:
    """Connect as Qt will, access rights included; True without libxcb, which is the libraries' matter."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    # stays open: a server whose last client leaves starts anew, and would turn Qt away meanwhile
    connection = ctypes.c_void_p(xcb.xcb_connect(environment["DISPLAY"].encode(), None))
    return not xcb.xcb_connection_has_error(connection)


REACHES = {"WAYLAND_DISPLAY": _reaches_wayland, "DISPLAY": _reaches_x11}
