"""The files for the desktop, judged by the desktops' own tools."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from training import __version__
from training.machine.shortcut.program import APPLICATION_ID

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "resources"
ICONS = RESOURCES / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def check(tool: str, *arguments: str | Path) -> None:
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    result = subprocess.run([tool, *arguments], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_desktop_entry_is_valid() -> None:
    check("desktop-file-validate", "--warn-kde", RESOURCES / f"{APPLICATION_ID}.desktop")


def test_the_description_for_software_centres_is_valid() -> None:
    check("appstreamcli", "validate", "--no-net", RESOURCES / f"{APPLICATION_ID}.metainfo.xml")


def test_every_place_names_the_same_version_and_day() -> None:
    description = ElementTree.parse(RESOURCES / f"{APPLICATION_ID}.metainfo.xml")
    release = description.find("releases/release")
    assert release is not None
    latest = re.search(r"^## (\d\S*) - (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert latest is not None
    assert latest.groups() == (release.get("version"), release.get("date"))
    assert release.get("version") == __version__


@pytest.mark.parametrize("size", SIZES)
def test_each_icon_is_the_drawing_at_its_size(size: int, qapp: object) -> None:
    icon = QImage(str(ICONS / f"stepwell-{size}.png"))
    drawn = QImage(size, size, QImage.Format.Format_ARGB32)
    drawn.fill(QColor(0, 0, 0, 0))
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(ICONS / "stepwell.svg")).render(painter)
    painter.end()
    assert icon.size() == drawn.size()
    points = [(x * size // 8, y * size // 8) for x in range(8) for y in range(8)]
    channels = [
        abs(a - b)
        for point in points
        for a, b in zip(icon.pixelColor(*point).getRgb(), drawn.pixelColor(*point).getRgb(), strict=True)
    ]
    assert max(channels) <= 24


def test_the_icon_of_windows_holds_whole_pictures() -> None:
    data = (ICONS / "stepwell.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, 6)
    for number in range(count):
        length, offset = struct.unpack_from("<II", data, 6 + 16 * number + 8)
        assert QImage.fromData(data[offset : offset + length]).width() in SIZES


def test_the_icon_of_macos_holds_whole_pictures() -> None:
    data = (ICONS / "stepwell.icns").read_bytes()
    assert data[:8] == b"icns" + struct.pack(">I", len(data))
    offset, widths = 8, []
    while offset < len(data):
        (length,) = struct.unpack_from(">I", data, offset + 4)
        widths.append(QImage.fromData(data[offset + 8 : offset + length]).width())
        offset += length
    assert widths == [32, 64, 128, 256, 512, 1024]
