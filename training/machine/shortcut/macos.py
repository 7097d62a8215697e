"""The entry for macOS: a small application bundle in ~/Applications, and a link to it on the desktop."""

from __future__ import annotations

import plistlib
import shlex
import shutil
from pathlib import Path
from typing import Any

from training import __version__
from training.machine.shortcut.program import APPLICATION_ID, Program


def install(program: Program) -> list[Path]:
    """Write the bundle and the link; returns both. Raises OSError."""
    bundle = Path.home() / "Applications" / "Stepwell.app"
    write_bundle(bundle, program)
    link = Path.home() / "Desktop" / bundle.name
    if not link.parent.is_dir():
        return [bundle]
    link.unlink(missing_ok=True)
    link.symlink_to(bundle)
    return [bundle, link]


def write_bundle(bundle: Path, program: Program) -> None:
    """Write the bundle's three files: its description, its icon and the script that starts Stepwell."""
    contents = bundle / "Contents"
    for folder in ("MacOS", "Resources"):
        (contents / folder).mkdir(parents=True, exist_ok=True)
    (contents / "Info.plist").write_bytes(plistlib.dumps(description()))
    shutil.copyfile(program.resources / "icons" / "stepwell.icns", contents / "Resources" / "stepwell.icns")
    start = contents / "MacOS" / "Stepwell"
    command = shlex.join(map(str, program.command))
    start.write_text(f'#!/bin/sh\nexec {command} "$@"\n', "utf-8")
    start.chmod(0o755)


def description() -> dict[str, Any]:
    """Return what the Finder needs to know: names, icon, and the files that Stepwell opens."""
    return {
        "CFBundleIdentifier": APPLICATION_ID,
        "CFBundleName": "Stepwell",
        "CFBundleExecutable": "Stepwell",
        "CFBundleIconFile": "stepwell",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": __version__,
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Stepwell experiment",
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeExtensions": ["stepwell"],
                "LSHandlerRank": "Owner",
            }
        ],
    }
