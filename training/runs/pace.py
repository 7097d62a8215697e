"""How long a run will take, by the pace it has had so far."""

from __future__ import annotations


def time_left(done: int, total: int, seconds: float) -> str:
    """Return `1:05:09` or `0:12`, judged from the pace so far; `seconds` is the time that `done` epochs took."""
    left = round(seconds / done * (total - done))
    hours, minutes = divmod(left // 60, 60)
    return f"{hours}:{minutes:02}:{left % 60:02}" if hours else f"{minutes}:{left % 60:02}"
