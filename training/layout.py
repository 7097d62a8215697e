"""Where this copy of Stepwell lies, and how it is called: a checkout, or a package that was installed."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "resources"
IS_INSTALLED = not (ROOT / "pyproject.toml").is_file()
COMMAND = "stepwell-cli" if IS_INSTALLED else "python main.py"
NEW_WINDOW = "--new-window"  # opens one beside the window that is open
WINDOW = "stepwell" if IS_INSTALLED else COMMAND
