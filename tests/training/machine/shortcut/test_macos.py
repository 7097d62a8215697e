"""The bundle for macOS: written and started here, too, as far as a shell can."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from training.machine.shortcut.macos import install
from training.machine.shortcut.program import APPLICATION_ID, Program

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the bundle starts with a shell script")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    folder = tmp_path / 'Ada\'s "$lab"'
    folder.mkdir()
    (folder / "main.py").write_text("import sys\nprint(*sys.argv[1:], sep='|')\n", "utf-8")
    return Program((Path(sys.executable), folder / "main.py"))


def test_the_bundle_starts_the_program_with_its_files(program: Program) -> None:
    bundle = install(program)[0]
    command = [bundle / "Contents/MacOS/Stepwell", "one file", "two"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "one file|two\n"


def test_the_description_names_what_the_bundle_holds(program: Program) -> None:
    contents = install(program)[0] / "Contents"
    description = plistlib.loads((contents / "Info.plist").read_bytes())
    assert description["CFBundleIdentifier"] == APPLICATION_ID
    assert (contents / "MacOS" / description["CFBundleExecutable"]).is_file()
    assert (contents / "Resources" / description["CFBundleIconFile"]).with_suffix(".icns").is_file()
    assert description["CFBundleDocumentTypes"][0]["CFBundleTypeExtensions"] == ["stepwell"]


def test_the_desktop_gets_a_link_once(program: Program, home: Path) -> None:
    (home / "Desktop").mkdir()
    for _ in range(2):
        bundle, link = install(program)
        assert link == home / "Desktop/Stepwell.app"
        assert link.resolve() == bundle
