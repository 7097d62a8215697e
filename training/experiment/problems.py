"""What is wrong with an experiment, in sentences: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from training.errors import ExpectedError
from training.experiment.settings import EACH, ONE, PerGroup
from training.experiment.synonyms import usual
from training.experiment.unusable import ACTIVATIONS, bare, explained, misplaced

LONGEST_VALUE = 60
MOST_KINDS = 4  # that are named beside a setting
NEAR = 0.6  # share of letters in which a word and what it may be meant for agree
WHOLE, NUMBER, SWITCH, TEXT = "a whole number", "a number", "true or false", "a text"
NAMES = {int: WHOLE, float: NUMBER, bool: SWITCH, str: TEXT}
# an error type that begins so names the setting that a rule across settings blames
AT = "at "
OR_NOTHING = ", or nothing"


class Problem(NamedTuple):
    """One thing that is wrong: `path` is the TOML path (empty: the whole experiment)."""

    path: str
    message: str

    def __str__(self) -> str:
        """Return the sentence with its place."""
        return f"{self.path}: {self.message}" if self.path else self.message


class ExperimentError(ExpectedError, ValueError):
    """The experiment cannot be run as it is; `problems` says why, field by field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known word, else the list of all."""
    known = list(known)
    near = get_close_matches(word, known, 1, NEAR) or [k for k in known if k.lower() == word.lower()]
    return f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(known)}"


def allowed(field: FieldInfo) -> str:
    """Return in words which values the field takes: `a whole number, at least 1 and at most 1000`."""
    if _per_group(field):
        return f"a number{_bounds(field.metadata)}, or a list with one for each parameter group"
    kind, nothing, _ = _type_in_words(field.annotation).partition(OR_NOTHING)
    return kind + _bounds(field.metadata) + nothing


def problems_of(error: ValidationError, model: type[BaseModel]) -> Iterator[Problem]:
    """Turn what pydantic found into sentences."""
    for details in error.errors():
        kind = details["type"]
        owner, field, path = _locate(model, details["loc"])
        if kind == "extra_forbidden":
            yield Problem(path, _unknown_setting(str(details["loc"][-1]), path, owner, model))
        elif kind == "union_tag_invalid":
            tags = [tag.strip("' ") for tag in details["ctx"]["expected_tags"].split(",")]
            yield Problem(f"{path}.kind", _unknown_kind(details["ctx"]["tag"], tags, model))
        elif kind == "missing":
            yield Problem(path, _missing(str(details["loc"][-1]), field))
        elif kind.startswith(AT):
            yield Problem(kind.removeprefix(AT), details["msg"])
        else:
            yield Problem(path, _value_problem(details, field, path, model))


def _missing(name: str, field: FieldInfo | None) -> str:
    if field is None:
        return "is missing; give it a value"
    example = (field.json_schema_extra or {}).get("example")  # type: ignore[union-attr]
    instance = f", for instance {name} = {example}" if example else ""
    return f"is missing; give {allowed(field)}{instance}" + (f": {field.description}" if field.description else "")


def _unknown_setting(name: str, path: str, owner: type[BaseModel], model: type[BaseModel]) -> str:
    """Say which kinds have a setting that the owner has not, else what may be meant."""
    tables = (list(_models(field.annotation)) for field in model.model_fields.values())
    siblings = next((models for models in tables if owner in models), [])
    kinds = [str(_tags(other)[0]) for other in siblings if name in other.model_fields]
    if not kinds or name in owner.model_fields:
        return f"there is no such setting{_elsewhere(name, path, owner, model)}"
    named = _either(kinds)
    remedy = f'give kind = "{kinds[0]}", or take {name} out'
    return f"there is no such setting of {_tags(owner)[0]}; it belongs to {named}: {remedy}"


def _elsewhere(name: str, path: str, owner: type[BaseModel], model: type[BaseModel]) -> str:
    """Return which setting may be meant: one of that name, or so called, in another table, else the nearest of all."""
    leaves, own, called = _leaves(model), list(owner.model_fields), usual(name)
    if name not in leaves and called in own:
        return f"; did you mean '{path.removesuffix(name)}{called}'?"
    if name not in leaves and called in leaves:
        name = called
    alike = [leaf for leaf in leaves if leaf.lower() == name.lower()]
    found = [name] if name in leaves else alike or get_close_matches(name, dict.fromkeys([*own, *leaves]), 1, NEAR)
    if not found or (found[0] in own and found[0] != name):
        return did_you_mean(name, own)
    paths = [f"'{path}'{of}" for path, of in leaves[found[0]].items()]
    return f"; did you mean {_either(paths)}?"


def _leaves(model: type[BaseModel]) -> dict[str, dict[str, str]]:
    """Return the paths that end with each name, each with the kinds that have it where not all of its table do."""
    leaves: dict[str, dict[str, str]] = {}
    for name, field in model.model_fields.items():
        kinds = [one for one in _models(field.annotation) if "kind" in one.model_fields]
        leaves.setdefault(name, {})[name] = ""
        for leaf in dict.fromkeys(leaf for one in kinds for leaf in one.model_fields):
            having = list(dict.fromkeys(str(_tags(one)[0]) for one in kinds if leaf in one.model_fields))
            some = len(having) < len({_tags(one) for one in kinds}) and len(having) <= MOST_KINDS
            leaves.setdefault(leaf, {})[f"{name}.{leaf}"] = f" of {_either(having)}" if some else ""
    return leaves


def _either(words: Sequence[str]) -> str:
    """Return `A`, or `A, B or C`."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if words[1:] else words[0]


def _unknown_kind(tag: str, tags: list[str], model: type[BaseModel]) -> str:
    reason = "" if bare(tag) in tags else explained(tag) or misplaced(tag, _kinds_of(model))
    return reason or f"'{tag}' is not known{did_you_mean(bare(tag), tags)}"


def _kind_alone(word: str, tags: list[str], path: str, model: type[BaseModel]) -> str:
    """Say how the kind is given that stands in the place of its table."""
    meant = next((tag for tag in tags if tag.lower() == bare(word).lower()), "")
    return f"did you mean {path}.kind={meant}?" if meant else f"give {path}.kind: {_unknown_kind(word, tags, model)}"


def _kinds_in(field: FieldInfo) -> list[str]:
    return [str(tag) for one in _models(field.annotation) if "kind" in one.model_fields for tag in _tags(one)]


def _kinds_of(model: type[BaseModel]) -> dict[str, list[str]]:
    """Return the kinds that each table of the model offers."""
    return {name: _kinds_in(field) for name, field in model.model_fields.items()}


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    return get_args(model.model_fields["kind"].annotation)


def _value_problem(details: ErrorDetails, field: FieldInfo | None, path: str, model: type[BaseModel]) -> str:
    kind = details["type"]
    if kind == "value_error":
        return details["msg"].removeprefix("Value error, ")
    shown = _shown(details["input"])
    if kind.startswith(("model_", "dict_")) or field is None:
        if field is not None and (tags := _kinds_in(field)) and isinstance(details["input"], str):
            return f"{shown} is not a table of settings; {_kind_alone(details['input'], tags, path, model)}"
        return f"{shown} is not a table of settings; write it as [table] with a kind"
    if kind == "string_pattern_mismatch":
        return f"{shown} does not fit; give {field.description}"
    if kind == "literal_error" and (reason := explained(str(details["input"]), ACTIVATIONS)):
        return f"{reason}, or {allowed(field)}"
    alone = isinstance(details["input"], list) and kind in ("float_type", "string_type")
    return f"{shown} does not fit; give {allowed(field)}" + (", one for all parameter groups" if alone else "")


def _shown(value: Any) -> str:
    try:
        text = str(value).lower() if isinstance(value, bool) else repr(value)
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        return "this value"
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _locate(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[type[BaseModel], FieldInfo | None, str]:
    """Follow pydantic's location: the model that owns the last key, its field, and the TOML path."""
    owner: type[BaseModel] = model
    field: FieldInfo | None = None
    path: list[str] = []
    for key in loc:
        tagged = _member(field, key)
        if tagged is not None:
            owner, field = tagged, None
        elif key in (ONE, EACH) and field is not None and _per_group(field):
            continue
        elif isinstance(key, int):
            path[-1] += f"[{key}]"
            owner = _item(field) or owner
        elif key in owner.model_fields:
            field = owner.model_fields[key]
            path.append(key)
        else:
            path.append(str(key))
            field = None
    return owner, field, ".".join(path)


def _member(field: FieldInfo | None, tag: int | str) -> type[BaseModel] | None:
    if field is None or not isinstance(tag, str):
        return None
    kinds = (m for m in _models(field.annotation) if "kind" in m.model_fields)
    return next((m for m in kinds if tag in _tags(m)), None)


def _item(field: FieldInfo | None) -> type[BaseModel] | None:
    """Return the settings class of a list's items where there is only one, without a kind."""
    models = () if field is None else _models(field.annotation)
    return next((m for m in models if "kind" not in m.model_fields), None)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the settings classes that an annotation names, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _type_in_words(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in NAMES:
        return NAMES[annotation]
    if origin in (Union, UnionType):
        words = dict.fromkeys(_type_in_words(a) for a in arguments if a is not type(None))
        return " or ".join(words) + (OR_NOTHING if type(None) in arguments else "")
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"a list, each {_type_in_words(arguments[0])}"
    if origin is tuple:
        return f"a list of {len(arguments)} numbers"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "a table with a kind" if "kind" in annotation.model_fields else "a table"
    if hasattr(annotation, "__metadata__"):
        return _type_in_words(annotation.__origin__) + _bounds(_flat(annotation.__metadata__))
    return "one of " + ", ".join(map(str, arguments)) if arguments else TEXT


def _per_group(field: FieldInfo) -> bool:
    return any(isinstance(mark, PerGroup) for mark in field.metadata)


def _flat(metadata: Iterable[Any]) -> list[Any]:
    return [part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else [item])]


def _grouped(bound: float) -> str:
    return f"{bound:_}" if isinstance(bound, int) else f"{bound:g}"


def _bounds(metadata: Iterable[Any]) -> str:
    words = {
        "ge": "at least {}",
        "gt": "above {}",
        "le": "at most {}",
        "lt": "below {}",
        "min_length": "at least {} of them",
        "max_length": "at most {} of them",
    }
    parts = [
        word.format(_grouped(bound))
        for item in metadata
        for name, word in words.items()
        if (bound := getattr(item, name, None)) is not None
    ]
    return ", " + " and ".join(parts) if parts else ""
