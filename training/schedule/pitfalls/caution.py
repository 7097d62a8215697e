"""What a pitfall comes to: a sentence for one setting, its reason, and changes that mend it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.schedule.explain import number
from training.schedule.numbering import renumbered


@dataclass(frozen=True)
class Fix:
    """Changes that make a caution go away."""

    label: str  # what a button says
    # TOML paths and their new values, as plain as in a dumped experiment; a kind comes before its fields
    changes: tuple[tuple[str, Any], ...]

    @property
    def overrides(self) -> list[str]:
        """Return the changes as the command line takes them: KEY=VALUE."""
        return [f"{path}={_toml(value)}" for path, value in self.changes]

    def mended(self, experiment: Experiment) -> Experiment:
        """Return the experiment with the changes; raises ExperimentError."""
        return experiment_from(with_overrides(plain(experiment), self.overrides))


@dataclass(frozen=True)
class Caution:
    """Something that torch does with this experiment and that its author may not expect."""

    path: str  # TOML path of the setting that is to blame
    message: str  # what happens, with the experiment's own numbers
    reason: str  # why torch does so
    fix: Fix | None  # how to mend it with one click, if there is a way
    pitfall: str  # its number in resources/pitfalls.md, such as P8
    note: bool = False  # whether it is only said, not warned of

    def counted_from(self, first: int) -> Caution:
        """Return it with its epochs counted from `first`, 1 or 0."""
        fix = self.fix and replace(self.fix, label=renumbered(self.fix.label, first))
        message, reason = renumbered(self.message, first), renumbered(self.reason, first)
        return replace(self, message=message, reason=reason, fix=fix)


def rounded(value: float) -> float:
    """Return the number as it is shown, to six digits."""
    return float(number(value))


def _toml(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        pairs = (f"{key} = {_toml(item)}" for key, item in value.items() if item is not None)
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)
