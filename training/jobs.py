"""Work that hands over values as it gets them, and is given up between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Job = Callable[[], Iterator[object]]
NOTHING_YET = object()  # what a job yields only to learn whether it is outdated
