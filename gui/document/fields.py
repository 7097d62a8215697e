"""The fields of an experiment as a form shows them, read from the settings classes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from gui.document.numbers import show_number
from training.experiment.data import DataSettings
from training.experiment.experiment import STAGES, Experiment
from training.experiment.problems import allowed
from training.experiment.schedulers import CHILDREN, SCHEDULERS
from training.experiment.settings import PerGroup, Settings, Stage, suggestion

ON, OFF = "on", "off"
# stages whose fields carry torch's own defaults
TORCH_STAGES = ("optimizer", "scheduler")
# fields that a stage keeps when its kind changes
SHARED = {"data": tuple(name for name in DataSettings.model_fields if name != "kind")}
KINDS: dict[str, dict[str, type[Stage]]] = {
    stage: {kind.model_fields["kind"].default: kind for kind in kinds} for stage, kinds in STAGES.items()
}
# fields that hold the schedulers of a composition, and what belongs to them
PARTS = "schedulers"
EDITS = "edits"  # a list that has an editor of its own
PART = re.compile(rf"\.{PARTS}\[(\d+)\]")
# schedulers that torch means to be stepped after each batch
BATCHWISE = frozenset(scheduler.model_fields["kind"].default for scheduler in SCHEDULERS if scheduler.per_batch)
# the experiment's own fields that are about a stage, and so stand in its card
EXPERIMENT_CARDS: dict[str, str] = {
    name: group
    for name, field in Experiment.model_fields.items()
    if name not in STAGES and (group := field.json_schema_extra["group"]) in STAGES  # type: ignore[index,operator]
}


@dataclass(frozen=True)
class FormField:
    """One field: where it stands, what it takes and how it is explained."""

    path: str
    info: FieldInfo
    default: Any

    @property
    def name(self) -> str:
        """The field's own name, as torch spells it."""
        return self.path.rpartition(".")[2]

    @property
    def unit(self) -> str:
        """What the value counts, such as `epochs`; often nothing."""
        return self._extra["unit"]

    @property
    def counts_steps(self) -> bool:
        """Whether the unit is the scheduler's step: an epoch or a batch."""
        return self.unit == "epochs" and root(self.path) == "scheduler" and self.name != "epochs"

    @property
    def none(self) -> str:
        """What None means, in a word or two."""
        return self._extra["none"]

    @property
    def rare(self) -> bool:
        """Whether the field is folded away until asked for."""
        return self._extra["group"] == "more" or self.unit == "CSV" or self.path in EXPERIMENT_CARDS

    @property
    def card(self) -> str:
        """The card that shows it."""
        return card_of(self.path)

    @property
    def depth(self) -> int:
        """In how many compositions it lies."""
        return len(PART.findall(self.path))

    @property
    def optional(self) -> bool:
        """Whether the field may be off (None)."""
        return type(None) in get_args(self.info.annotation)

    @property
    def type(self) -> Any:
        """The bare type that chooses the editor: `int`, `Literal`, `tuple[float]`."""
        return _bare(self.info.annotation)  # type: ignore[arg-type]

    @property
    def per_group(self) -> bool:
        """Whether it takes a list, too, with a number for each parameter group."""
        return any(isinstance(mark, PerGroup) for mark in self.info.metadata)

    @property
    def default_text(self) -> str:
        """The default in words."""
        return shown(self.default) or (self.none if self.optional else "empty")

    @property
    def takes(self) -> str:
        """Which values the field takes, in words."""
        return allowed(self.info)

    @property
    def choices(self) -> tuple[Any, ...]:
        """What a Literal offers; None comes first where the field may be off."""
        offered = _without_none(self.info.annotation)
        return (*((None,) if self.optional else ()), *get_args(offered))

    @property
    def help(self) -> str:
        """What the field does, what it takes and how it starts, a line each."""
        lines = [self.info.description or "", self._range(), self._starts()]
        return "\n".join(filter(None, lines))

    def clamped(self, value: Any) -> Any:
        """Return the number, moved to the closed bound that it oversteps; None beyond an open one."""
        kind = type(value)
        for bound in self.info.metadata:
            value = max(value, getattr(bound, "ge", value))
            value = min(value, getattr(bound, "le", value))
        beyond = any(
            value <= getattr(bound, "gt", -math.inf) or value >= getattr(bound, "lt", math.inf)
            for bound in self.info.metadata
        )
        return None if beyond or not math.isfinite(value) else kind(value)

    def _range(self) -> str:
        if self.type in (bool, str, Literal):
            return ""
        return f"{self.takes[0].upper()}{self.takes[1:]}."

    def _starts(self) -> str:
        whose = "torch's default" if self.path.partition(".")[0] in TORCH_STAGES else "Default"
        return f"{'Suggested' if self.info.is_required() else whose}: {self.default_text}"

    @property
    def _extra(self) -> dict[str, Any]:
        return self.info.json_schema_extra  # type: ignore[return-value]


def fields_of(stage: str, kind: str) -> list[FormField]:
    """Return the fields of one kind of a stage in the form's order; stage `""` is the experiment itself.

    A stage's card also shows the experiment's own fields that are about it. The schedulers of a composition are
    no fields: each has a card of its own.
    """
    model = model_of(stage, kind)
    names = [name for name in model.model_fields if name not in ("kind", PARTS, EDITS, *STAGES)]
    names.sort(key=lambda name: name in SHARED.get(stage, ()))
    own = [_field(f"{stage}.{name}" if stage else name, model, name) for name in names]
    if not stage:
        return [field for field in own if field.card == ""]
    about = [_field(name, Experiment, name) for name, card in EXPERIMENT_CARDS.items() if card == stage]
    return own + about if len(model.model_fields) > 1 else []


def _field(path: str, model: type[Settings], name: str) -> FormField:
    return FormField(path, model.model_fields[name], suggestion(model, name))


def kinds_of(stage: str) -> dict[str, type[Stage]]:
    """Return the kinds to choose from; a scheduler inside another one cannot be none."""
    kinds = KINDS[root(stage)]
    return kinds if stage in KINDS else {name: kind for name, kind in kinds.items() if kind in CHILDREN}


def root(stage: str) -> str:
    """Return the stage of the pipeline: `scheduler` for `scheduler.schedulers[0]`."""
    return stage.partition(".")[0]


def card_of(path: str) -> str:
    """Return the card that shows a field: the table that holds it, or the stage that it is about."""
    return EXPERIMENT_CARDS.get(path, path.rpartition(".")[0])


def spoken(path: str) -> str:
    """Return the path in words, parts counted from 1: `scheduler part 2 gamma`."""
    return PART.sub(lambda match: f" part {int(match[1]) + 1}", path).replace(".", " ")


def model_of(stage: str, kind: str) -> type[Settings]:
    """Return the settings class; stage `""` is the experiment itself."""
    return kinds_of(stage)[kind] if stage else Experiment


def first_line(kind: type[Settings]) -> str:
    """Return the sentence that explains a kind."""
    return (kind.__doc__ or "").partition("\n")[0]


def shown(value: Any) -> str:
    """Return the value as a form writes it; nothing for None."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    if isinstance(value, bool):
        return ON if value else OFF
    if isinstance(value, float):
        return show_number(value)
    return "" if value is None else str(value)


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal, where 1 and true are not."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


@cache
def _bare(annotation: Any) -> Any:
    annotation = _without_none(annotation)
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return Literal
    if get_origin(annotation) is tuple:
        return tuple[_bare(get_args(annotation)[0])]  # type: ignore[misc]
    return annotation


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(a for a in get_args(annotation) if a is not type(None))
    return annotation
