"""The package that this copy of Stepwell was installed as, if it was: by what, and with which scripts."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

from training.layout import IS_INSTALLED, ROOT

SCRIPTS = ("bin", "Scripts")


def script(name: str) -> Path | None:
    """Return the script of this name that was installed with this copy; None in a checkout, or where none is left."""
    package = _package()
    files = (package.files if package else None) or []
    scripts = (file for file in files if file.stem == name and file.parent.name in SCRIPTS)
    found = (Path(os.path.normpath(str(file.locate()))) for file in scripts)
    return next((file for file in found if file.is_file()), None)


def origin() -> str:
    """Return what put this copy where it lies, and the folder."""
    if not IS_INSTALLED:
        return f"run from its source in {ROOT}"
    package = _package()
    installer = (package.read_text("INSTALLER") if package else None) or "hand"
    return f"installed by {installer.strip()} in {ROOT}"


def _package() -> metadata.Distribution | None:
    """Return this very copy's package, whatever else is installed."""
    if not IS_INSTALLED:
        return None
    return next(iter(metadata.distributions(name="stepwell", path=[str(ROOT.parent)])), None)
