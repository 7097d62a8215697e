"""The user's folder for Stepwell's data, the one place that names it."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Return where runs are kept; it need not exist yet."""
    return platformdirs.user_data_path("stepwell", appauthor=False)
