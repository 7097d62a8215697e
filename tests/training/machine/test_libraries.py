"""The table of system libraries agrees with Qt's own files and with this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from training.machine import libraries

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lends libraries to Qt's wheel")

QT = Path(PySide6.__file__).parent
EVERYWHERE = re.compile(r"lib(c|m|gcc_s|stdc\+\+|z|gthread-2\.0)\.so|ld-linux|libQt6|libpyside|libshiboken|libicu")
FILES = {
    "QtGui.abi3.so": libraries.QT,
    "QtWidgets.abi3.so": libraries.QT,
    "QtSvg.abi3.so": libraries.QT,
    "Qt/lib/libQt6Core.so.6": libraries.QT,
    "Qt/lib/libQt6Gui.so.6": libraries.QT,
    "Qt/lib/libQt6DBus.so.6": libraries.QT,
    "Qt/plugins/platforms/libqxcb.so": libraries.QT | libraries.X11,
    "Qt/lib/libQt6XcbQpa.so.6": libraries.QT | libraries.X11,
    "Qt/plugins/platforms/libqwayland.so": libraries.QT | libraries.WAYLAND,
    "Qt/lib/libQt6WaylandClient.so.6": libraries.QT | libraries.WAYLAND,
}
ABSENT = {"libnowhere.so.7": ("libnowhere7", "nowhere", "nowhere")}


@pytest.mark.skipif(not shutil.which("readelf"), reason="readelf (binutils) is not installed")
@pytest.mark.parametrize("file", FILES)
def test_the_table_has_what_qt_links_to(file: str) -> None:
    if not (QT / file).exists():
        pytest.skip(f"this PySide6 has no {file}")
    text = subprocess.run(["readelf", "-d", QT / file], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
    assert needed
    assert [name for name in needed if not EVERYWHERE.match(name) and name not in FILES[file]] == []


def test_a_library_that_the_loader_does_not_find_is_missing() -> None:
    assert libraries.missing(ABSENT | {"libc.so.6": ("libc6", "glibc", "glibc")}) == ABSENT


def test_missing_libraries_are_named_with_the_command_that_installs_them() -> None:
    twice = ABSENT | {"libnowhere-more.so.7": ABSENT["libnowhere.so.7"]}
    what, command = libraries.explained(twice).split(" Install them: ")
    assert what == "The window needs system libraries that are missing: libnowhere.so.7, libnowhere-more.so.7."
    assert command in [f"sudo {manager} nowhere" for manager in ("dnf install", "pacman -S")] + [
        "sudo apt install libnowhere7"
    ]


def test_offscreen_needs_no_display_libraries() -> None:
    lacking = libraries.missing_here({"QT_QPA_PLATFORM": "offscreen"})
    assert set(lacking) <= set(libraries.QT)


def test_one_of_two_kinds_of_display_is_enough() -> None:
    x11, wayland = (libraries.missing_here({name: "0"}) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    assert libraries.missing_here({"DISPLAY": "0", "WAYLAND_DISPLAY": "0"}) in (x11, wayland)
