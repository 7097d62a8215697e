"""What a user types to find runs, as SQL: `loss < 0.4 scheduler.gamma >= 0.5 tag = good warm-up`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from training.engine.figures import OUTCOMES
from training.experiment.experiment import STAGES, Experiment
from training.experiment.paths import keys_of
from training.experiment.problems import did_you_mean
from training.runs.store.errors import QueryError

Condition = tuple[str, list[Any]]  # SQL with a question mark for each value

FIGURES = tuple(figure.name for figure in OUTCOMES if figure.measured)  # those that the list of runs shows
SETTING = "CASE WHEN json_valid(runs.experiment) THEN json_extract(runs.experiment, {}) END"  # damage hides no list
COLUMNS = {
    **{
        name: f"runs.{name}"
        for name in ("id", "created", "name", "note", "status", "message", "device", "epochs", "seconds")
    },
    **{name: f"runs.{name}" for name in ("parent", "forked", "sweep", "place")},
    **{name: f"runs.{name}" for name in ("lr", *FIGURES, "lowest")},
    **{stage: "coalesce(" + SETTING.format(f"'$.{stage}.kind'") + ", '')" for stage in STAGES},
    "planned": "coalesce(" + SETTING.format("'$.epochs'") + ", 0)",
    # the last entry of a plan; read as text, for it may hold numbers that are none in JSON
    "way": """(SELECT CASE WHEN plan LIKE '%"way": "race"}' THEN 'race' ELSE 'sweep' END FROM sweeps """
    "WHERE sweeps.id = runs.sweep)",
    "tag": "(SELECT group_concat(tag, char(31)) FROM tags WHERE run = runs.id)",
}
NUMBERS = {"id", "epochs", "seconds", "parent", "forked", "sweep", "place", "lr", *FIGURES, "lowest", "planned"}
SEARCHED = ("name", "note", "tag", *STAGES)
TERM = re.compile(
    r"""(?P<field>[A-Za-z_][\w.\[\]]*)\s*(?P<operator><=|>=|!=|=|<|>)\s*(?P<value>"[^"]*"|\S+)"""
    r"""|"(?P<phrase>[^"]*)"|(?P<word>\S+)"""
)


def condition_of(text: str) -> Condition:
    """Return the filter's terms, all of which must hold; raises QueryError."""
    terms = list(_terms(text))
    return " AND ".join(sql for sql, _ in terms) or "1", [value for _, values in terms for value in values]


def order_of(field: str) -> Condition:
    """Return the ORDER BY of a field, falling when `-` stands before it; what has no value comes last."""
    falling = field.startswith("-")
    column, values = _column(field.removeprefix("-"))
    return f"{column} IS NULL, {column} {'DESC' if falling else 'ASC'}, runs.id DESC", values * 2


def _terms(text: str) -> Iterator[Condition]:
    for match in TERM.finditer(text):
        if match["field"]:
            yield _comparison(match["field"], match["operator"], match["value"].strip('"'))
        elif word := match["phrase"] or match["word"]:
            yield _anywhere(word)


def _anywhere(word: str) -> Condition:
    columns = [f"instr(lower({COLUMNS[name]}), lower(?))" for name in SEARCHED]
    return f"({' OR '.join(columns)})", [word] * len(columns)


def _comparison(field: str, operator: str, text: str) -> Condition:
    if field == "tag":
        negation = "NOT " if operator == "!=" else ""
        return f"{negation}EXISTS (SELECT 1 FROM tags WHERE run = runs.id AND tag = ?)", [text]
    column, path = _column(field)
    value = _value(text)
    if field in NUMBERS and isinstance(value, str):
        raise QueryError(f"{field} {operator} {text}: {field} is a number; write one, as in {field} {operator} 3.")
    if value != value:
        kept = "runs.epochs > 0" if field in FIGURES else "1"
        return f"({column} IS {'NOT ' if operator == '!=' else ''}NULL AND {kept})", path
    if operator in ("=", "!="):
        return f"{column} {operator} ?", [*path, value]
    alike = "IN ('integer', 'real')" if isinstance(value, float) else "= 'text'"
    return f"(typeof({column}) {alike} AND {column} {operator} ?)", [*path, *path, value]


def _column(field: str) -> Condition:
    """Return a column, or a setting of the experiment by its TOML path."""
    if field in COLUMNS:
        return COLUMNS[field], []
    known = dict.fromkeys((*COLUMNS, *Experiment.model_fields))
    try:
        first = str(keys_of(field)[0])
    except ValueError:
        first = ""
    if first not in Experiment.model_fields or ("." in field) != (first in STAGES):
        hint = did_you_mean(field, known)
        raise QueryError(f"There is no column {field}{hint}{'' if hint.endswith('?') else '.'}")
    return SETTING.format("?"), [f"$.{field}"]


def _value(text: str) -> float | str:
    if text in ("true", "false"):
        return float(text == "true")
    try:
        return float(text)
    except ValueError:
        return text
