"""The user's folders for Stepwell, the one place that names them."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Return where runs are kept; it need not exist yet."""
    return platformdirs.user_data_path("stepwell", appauthor=False)


def cache_folder() -> Path:
    """Return where lies what may be deleted and is then found again; it need not exist yet."""
    return platformdirs.user_cache_path("stepwell", appauthor=False)
