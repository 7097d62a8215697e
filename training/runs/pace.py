"""How long a run will take, by the pace it has had so far."""

from __future__ import annotations

from time import monotonic


def time_left(done: int, total: int, seconds: float) -> str:
    """Return `1:05:09` or `0:12`, judged from the pace so far; `seconds` is the time that `done` epochs took."""
    left = round(seconds / done * (total - done))
    hours, minutes = divmod(left // 60, 60)
    return f"{hours}:{minutes:02}:{left % 60:02}" if hours else f"{minutes}:{left % 60:02}"


class Pace:
    """Judges the time left by the pace since the training began or went on."""

    def __init__(self) -> None:
        """Start now."""
        self.restart(0)

    def restart(self, done: int) -> None:
        """Forget the pace so far."""
        self._begin, self._done = monotonic(), done

    def left(self, done: int, wanted: int) -> str:
        """Return the time left; empty as long as there is no pace to judge by."""
        finished, seconds = done - self._done, monotonic() - self._begin
        return time_left(finished, wanted - self._done, seconds) if finished and seconds > 0.5 else ""
