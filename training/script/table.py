"""The user's own table in source: read and encoded as Stepwell did it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from training.engine.data.table.columns import Kind
from training.script.data import divide_block, split_block, standardise_block
from training.script.layout import assignment, branches, comment, indented
from training.script.table_rows import RowsSource

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.data import Table
    from training.script.table_plan import TablePlan

MEANS = "An empty number becomes the mean of its column's training rows."
ONE_HOT = "block = nn.functional.one_hot(values[:, place].long(), len(TEXTS[name]))"
SEEN = "block = block[:, block[training].any(0)]  # texts that can be learnt from"
COLUMN = "block = {}[:, place : place + 1]"


class TableSource:
    """A table in source, part by part."""

    def __init__(self, settings: Table, plan: TablePlan, dataset: Dataset) -> None:
        self._settings, self._plan, self._dataset = settings, plan, dataset
        self._rows = RowsSource(plan)
        self._switches = plan.names_of(Kind.SWITCH)
        self._scaled = plan.names_of(Kind.NUMBER) or plan.names_of(Kind.TIME)

    def blocks(self) -> Iterator[str]:
        """Yield the blocks; they end in x, y, val_x and val_y."""
        yield from self._rows.blocks()
        yield "\n".join(self._tensors())
        yield split_block(self._settings, self._dataset.val_rows)
        if self._plan.fills:
            yield "\n".join(self._fill())
        *before, last = self._encoded()
        yield from before
        yield f"{last}\n{divide_block(self._dataset.val_rows)}"

    def _tensors(self) -> Iterator[str]:
        _, kind = self._plan.target
        classes: list[object] = list(self._dataset.classes)
        if kind is Kind.NUMBER:
            classes = [_plain(float(label)) for label in self._dataset.classes]
        number, label = self._rows.number("name", "row[name]"), self._rows.label("row[TARGET]")
        yield assignment("CLASSES", classes)
        yield f"labels = [{label} for row in rows]"
        yield "y = torch.tensor([CLASSES.index(label) for label in labels])"
        yield f"numbers = [[{number} for name in INPUTS] for row in rows]"
        yield "values = torch.tensor(numbers, dtype=torch.float64)"

    def _fill(self) -> Iterator[str]:
        yield comment(MEANS)
        without_any = ".nan_to_num()" if self._plan.empty_columns else ""
        yield f"means = values[training].nanmean(0){without_any}"
        yield "values = torch.where(values.isnan(), means, values)"

    def _encoded(self) -> Iterator[str]:
        worded = self._plan.texts or self._switches
        if self._scaled:
            yield standardise_block("values", "scaled" if worded else "x", self._plan.still)
        if self._plan.texts or (self._scaled and self._switches):
            yield "\n".join(self._blocks_of_columns())
        elif self._switches:
            yield "x = values.float()"

    def _blocks_of_columns(self) -> Iterator[str]:
        cases = []
        if self._plan.texts:
            yield comment("Each text becomes an input of its own, 1 or 0.")
            cases.append(("name in TEXTS", f"{ONE_HOT}\n{SEEN}" if self._plan.unseen else ONE_HOT))
        if self._switches:
            cases.append(("name in SWITCHES", COLUMN.format("values")))
        if self._scaled:
            cases.append(("", COLUMN.format("scaled")))
        yield "blocks = []"
        yield "for place, name in enumerate(INPUTS):"
        yield from map(indented, branches(cases))
        yield "    blocks.append(block)"
        yield "x = torch.cat(blocks, 1).float()"


def _plain(number: float) -> float:
    """Return a whole number as such."""
    return int(number) if number.is_integer() else number
