"""System libraries that Qt's wheel takes from Linux, and the packages that bring them."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping

from training.machine import display

MANAGERS = {"apt": "sudo apt install", "dnf": "sudo dnf install", "pacman": "sudo pacman -S"}
Packages = tuple[str, str, str]  # in the order of MANAGERS

QT: dict[str, Packages] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd"),
    "libX11.so.6": ("libx11-6", "libX11", "libx11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    "libzstd.so.1": ("libzstd1", "libzstd", "zstd"),
}
X11: dict[str, Packages] = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11"),
    "libxcb.so.1": ("libxcb1", "libxcb", "libxcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-glx.so.0": ("libxcb-glx0", "libxcb", "libxcb"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
}
WAYLAND: dict[str, Packages] = {
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor", "wayland"),
    "libwayland-egl.so.1": ("libwayland-egl1", "libwayland-egl", "wayland"),
}
BACKENDS = {"WAYLAND_DISPLAY": WAYLAND, "DISPLAY": X11}


def missing(libraries: Mapping[str, Packages]) -> dict[str, Packages]:
    """Return those libraries that the system's loader does not find."""
    return {name: packages for name, packages in libraries.items() if not _loads(name)}


def missing_here(environment: Mapping[str, str] = os.environ) -> dict[str, Packages]:
    """Return what a window lacks on this display; of X11 and Wayland, one is enough."""
    if sys.platform != "linux":
        return {}
    named = [name for name in display.variables(environment) if environment.get(name)]
    choices = [missing(BACKENDS[name]) for name in named]
    return missing(QT) | min(choices, key=len, default={})


def obstacle(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return which libraries are missing and the command that installs them, or None."""
    absent = missing_here(environment)
    return explained(absent) if absent else None


def explained(absent: Mapping[str, Packages]) -> str:
    """Return a sentence with the command of this system's package manager that installs them."""
    manager = next(filter(shutil.which, MANAGERS), "apt")
    column = list(MANAGERS).index(manager)
    packages = sorted({names[column] for names in absent.values()})
    return (
        f"The window needs system libraries that are missing: {', '.join(absent)}. "
        f"Install them: {MANAGERS[manager]} {' '.join(packages)}"
    )


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
