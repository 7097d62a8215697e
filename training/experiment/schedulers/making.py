"""What makes a scheduler of its settings: an object of torch's, or the source that builds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from training.experiment.schedulers.base import SchedulerSettings


class Maker(Protocol):
    """Calls torch's classes: `schedule/build.py` for the object, `script/scheduler.py` for the source.

    `optimizer` is what stands for the optimizer in a call.
    """

    optimizer: Any

    def call(self, settings: SchedulerSettings, *arguments: Any, **named: Any) -> Any:
        """Call the class that the settings' kind names."""

    def arguments(self, settings: SchedulerSettings) -> dict[str, Any]:
        """Return the settings as keyword arguments, formulas as functions."""
