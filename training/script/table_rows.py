"""The rows of the user's table in source: from the file to cells, each a text, or None where it has no value."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from training.engine.data.table.columns import Kind
from training.engine.data.table.database import pattern
from training.experiment.data import Table
from training.script.layout import Call, Code, assignment, comment, indented, source

if TYPE_CHECKING:
    from training.script.table_plan import Layout, TablePlan

# all that DuckDB takes for spaces, which is less than Python does
SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
CELL = '''\
def cell(text):
    """Return a cell's text, without the spaces around it."""
    return {text}'''
CELL_OR_NONE = '''\
def cell(text):
    """Return a cell's text, without the spaces around it; None where it has no value."""
    text = {text}
    return None if text in EMPTY else text'''
VALUE = '''\
def value(name, cell):
    """Return a cell as a number; a text is its place in its list."""'''
NUMBER = '''\
def number(cell):
    """Return the number in a cell."""'''
UTC = "duckdb.execute(\"SET TimeZone = 'UTC'\")"
SECONDS = """\
query = "SELECT epoch(unnest(?::VARCHAR[])::TIMESTAMPTZ)"
for name in TIMES:
    dated = {rows}
    seconds = duckdb.execute(query, [[row[name] for row in dated]]).fetchall()
    for row, (number,) in zip(dated, seconds):
        row[name] = number"""


class RowsSource:
    """The rows in source, part by part; each is a dict from names of columns to cells."""

    def __init__(self, plan: TablePlan) -> None:
        self._plan = plan
        self._times, self._switches = plan.names_of(Kind.TIME), plan.names_of(Kind.SWITCH)
        self._target, self._target_kind = plan.target
        self._comma = plan.layout is not None and plan.layout.decimal == ","
        self._by_name = bool(plan.texts or self._switches or self._times)

    def blocks(self) -> Iterator[str]:
        """Yield the blocks that read the file and make its rows."""
        yield "\n".join(self._constants())
        if self._plan.gaps or self._plan.odd_spaces:
            yield self._cell()
        layout = self._plan.layout
        yield "\n".join([*(self._csv(layout) if layout else self._parquet()), *self._kept()])
        if self._times:
            rows = "[row for row in rows if row[name] is not None]" if self._plan.fills else "rows"
            zone = f"{UTC}\n" if layout else ""
            yield f"{comment('Dates and times count as seconds.')}\n{zone}{SECONDS.format(rows=rows)}"
        if self._needs_function:
            yield "\n".join(self._function())

    def number(self, name: str, cell: str) -> str:
        """Return what gives the number of a cell, in source; a text is its place in its list."""
        if self._needs_function:
            return f"value({name}, {cell})" if self._by_name else f"number({cell})"
        return f"float({cell})"

    def label(self, cell: str) -> str:
        """Return what gives the class of a cell of the target, in source."""
        if self._target_kind is Kind.NUMBER:
            return f"float({self._with_point(cell)})"
        return f"{cell}.lower()" if self._target_kind is Kind.SWITCH else cell

    @property
    def _needs_function(self) -> bool:
        return self._by_name or self._comma or self._plan.fills

    def _with_point(self, cell: str) -> str:
        return f'{cell}.replace(",", ".")' if self._comma else cell

    def _constants(self) -> Iterator[str]:
        yield comment(f"Data: {Table.__doc__}")
        if self._plan.layout:
            yield assignment("PATH", self._plan.path)
        yield assignment("INPUTS", [name for name, _ in self._plan.inputs])
        yield assignment("TARGET", self._target)
        if self._plan.texts:
            yield assignment("TEXTS", {name: list(texts) for name, texts in self._plan.texts.items()})
        if self._switches:
            yield assignment("SWITCHES", self._switches)
        if self._times:
            yield assignment("TIMES", self._times)
        if self._plan.gaps:
            yield comment("A cell that says one of these has no value.")
            yield assignment("EMPTY", list(self._plan.empty))
        if self._plan.odd_spaces:
            yield assignment("SPACES", SPACES)

    def _cell(self) -> str:
        text = "text" if self._plan.layout else '(text or "")'
        stripped = f"{text}.strip({'SPACES' if self._plan.odd_spaces else ''})"
        return (CELL_OR_NONE if self._plan.gaps else CELL).format(text=stripped)

    def _rows(self, names: str, lines: str) -> str:
        each = "cell" if self._plan.gaps or self._plan.odd_spaces else "str.strip"
        return f"rows = [dict(zip({names}, map({each}, line))) for line in {lines}]"

    def _csv(self, layout: Layout) -> Iterator[str]:
        named: dict[str, object] = {} if layout.delimiter == "," else {"delimiter": layout.delimiter}
        if layout.delimiter != " ":
            named["skipinitialspace"] = True
        if layout.longest > csv.field_size_limit():
            yield f"csv.field_size_limit({layout.longest})"
        yield f'with open(PATH, encoding={source(layout.encoding)}, newline="") as file:'
        lines = Call("filter", (Code("None"), Call("csv.reader", (Code("file"),), named)))
        if layout.names is None:
            yield indented(assignment("names, *lines", lines, depth=1))
        else:
            yield indented(assignment("lines", Call("list", (lines,)), depth=1))
            yield assignment("names", list(layout.names))
        yield self._rows("names", "lines[1:]" if layout.header and layout.names else "lines")

    def _parquet(self) -> Iterator[str]:
        names = [*(name for name, _ in self._plan.inputs), self._target]
        stored = (self._plan.stored[name].replace('"', '""') for name in names)
        columns = ",\n".join(f'    "{name}"::VARCHAR' for name in stored)
        path = pattern(Path(self._plan.path)).replace("'", "''")
        query = f"SELECT\n{columns}\nFROM read_parquet('{path}', hive_partitioning = false)"
        if self._times or self._target_kind is Kind.TIME:
            yield UTC
        yield f'QUERY = """\n{_escaped(query)}\n"""'
        yield "lines = duckdb.sql(QUERY).fetchall()"
        yield self._rows("[*INPUTS, TARGET]", "lines")

    def _kept(self) -> Iterator[str]:
        incomplete, unlabelled = self._plan.drops
        if incomplete:
            yield "rows = [row for row in rows if None not in map(row.get, [*INPUTS, TARGET])]"
        elif unlabelled:
            yield "rows = [row for row in rows if row[TARGET] is not None]"

    def _function(self) -> Iterator[str]:
        """Yield the function that turns a cell into a number."""
        cases = []
        if self._plan.texts:
            cases.append(("name in TEXTS", "TEXTS[name].index(cell)"))
        if self._plan.fills:
            cases.append(("cell is None", "math.nan"))
        if self._switches:
            cases.append(("name in SWITCHES", 'cell.lower() == "true"'))
        if self._times:
            cases.append(("name in TIMES", "cell"))
        if self._plan.names_of(Kind.NUMBER):
            cases.append(("", f"float({self._with_point('cell')})"))
        yield VALUE if self._by_name else NUMBER
        for condition, result in cases[:-1]:
            yield f"    if {condition}:\n        return {result}"
        yield f"    return {cases[-1][1]}"


def _escaped(text: str) -> str:
    """Return the text as it may stand between triple quotes."""
    return text.replace("\\", "\\\\").replace('"""', '""\\"')
