"""What all parts of an experiment share: frozen settings whose fields describe themselves."""

# no annotations as text in this file: pydantic would read the class variables' again for every subclass
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticUndefined

WHOLE_LIMIT = 10**9


class Settings(BaseModel):
    """Plain, frozen, strictly checked data; a wrong type or an unknown key is refused, never mended."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Stage(Settings):
    """One choice within a stage of the pipeline; `kind` is the name that torch gives it."""

    module: ClassVar[str] = ""  # where torch has the class that `kind` names, as a script has it
    # that class in Python, where torch has none: what is run here, and written into every script
    definition: ClassVar[str] = ""
    in_words: ClassVar[str] = ""  # what a sentence says in the place of its call; empty: the call

    kind: str

    @property
    def called(self) -> str:
        """Return how a script calls the class that `kind` names."""
        return self.kind if self.definition else f"{self.module}.{self.kind}"

    @model_validator(mode="before")
    @classmethod
    def _suggest_what_is_missing(cls, values: Any) -> Any:
        return {**cls.suggested_beside(values), **values} if isinstance(values, Mapping) else values

    @classmethod
    def suggested_beside(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return a value for each field that has to be given, is not, and has one that suits these others."""
        missing = (name for name, field in cls.model_fields.items() if field.is_required() and name not in values)
        return {name: value for name in missing if (value := suggestion(cls, name))}

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments for the torch class that `kind` names."""
        return {name: value for name, value in self if name != "kind"}

    @classmethod
    def suggested(cls) -> dict[str, Any]:
        """Return every field's starting value: the default, else the suggestion for a required field."""
        return {name: suggestion(cls, name) for name in cls.model_fields}


def setting(
    default: Any = ...,
    help: str = "",
    *,
    suggest: Any = None,
    example: str = "",
    unit: str = "",
    group: str = "",
    none: str = "off",
    **bounds: float,
) -> Any:
    """Describe one field: its default (none: the field must be given), its help, its unit and its bounds.

    Args:
        default: torch's own default where the field is torch's.
        help: one sentence for the tool tip and the message under the field.
        suggest: what a field without a default starts with.
        example: how a value is written that cannot be suggested.
        unit: shown after the value.
        group: where a form shows the field, when not with its stage.
        none: what None means, shown where nothing is given.
        bounds: `ge`, `gt`, `le`, `lt`.
    """
    extra: dict[str, Any] = {"unit": unit, "suggest": suggest, "example": example, "group": group, "none": none}
    return Field(default, description=help, json_schema_extra=extra, **bounds)  # type: ignore[call-overload]


def suggestion(model: type[BaseModel], name: str) -> Any:
    """Return the value a form starts with for `name`."""
    field = model.model_fields[name]
    if field.default is not PydanticUndefined:
        return field.default
    return field.json_schema_extra["suggest"]  # type: ignore[index]


def _tuple_from_list(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


# TOML has lists, frozen data has tuples
AsTuple: Callable[..., Any] = BeforeValidator(_tuple_from_list)  # type: ignore[assignment]
WholeNumbers = Annotated[tuple[int, ...], AsTuple]
Pair = Annotated[tuple[float, float], AsTuple]
Triple = Annotated[tuple[float, float, float], AsTuple]


def of_kind(default: Stage) -> Any:
    """Return the validator that takes what a table without a kind leaves open from this stage."""

    def complete(value: object) -> object:
        return {**dict(default), **value} if isinstance(value, dict) and "kind" not in value else value

    return BeforeValidator(complete)


Clash = tuple[str, str]  # TOML path, sentence


class PerGroup:
    """Marks a number in whose place torch takes a list, one for each parameter group; it carries the bounds of each."""

    def __init__(self, **bounds: float) -> None:
        """Take the bounds: `ge`, `gt`, `le`, `lt`."""
        self.__dict__.update(bounds)


ONE, EACH = "one", "each"


def per_group(**bounds: float) -> Any:
    """Return the type of a number within bounds, or of a list of such numbers, one for each parameter group."""
    number = Annotated[float, Field(**bounds)]
    numbers = Annotated[tuple[number, ...], AsTuple, Field(min_length=1), Tag(EACH)]
    choose = Discriminator(lambda value: EACH if isinstance(value, list | tuple) else ONE)
    return Annotated[Annotated[number, Tag(ONE)] | numbers, choose, PerGroup(**bounds)]


if TYPE_CHECKING:
    RateFromZero: TypeAlias = float | tuple[float, ...]
    RateAboveZero: TypeAlias = float | tuple[float, ...]
else:
    RateFromZero, RateAboveZero = per_group(ge=0), per_group(gt=0)
