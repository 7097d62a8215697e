"""The experiment as a stand-alone script of plain torch that prints the same trace."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from training.engine.networks import describe_network
from training.engine.threads import WORTH_THREADS, multiplications
from training.script.data import made_or_bundled
from training.script.errors import ScriptError
from training.script.layout import comment
from training.script.loop import Loop
from training.script.network import network_block
from training.script.optimizer import definitions, optimizer_block
from training.script.scheduler import SchedulerSource
from training.script.table import TableSource
from training.script.table_plan import TablePlan, plan_table

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment

# by the name that the script uses: a group of the standard library, and one of what is installed
STANDARD = {"csv": "import csv", "math": "import math", "partial": "from functools import partial"}
INSTALLED = {
    "duckdb": "import duckdb",
    "torch": "import torch",
    "datasets": "from sklearn import datasets",
    "nn": "from torch import nn",
    "lr_scheduler": "from torch.optim import lr_scheduler",
    "swa_utils": "from torch.optim import swa_utils",
    "DataLoader": "from torch.utils.data import DataLoader, TensorDataset",
}
LEGEND = (
    "Prints a row an epoch as CSV. `lr` is the rate used in the epoch; `lr_after` is the rate after the scheduler's "
    "step, which the next epoch uses."
)
DEFINES = "def ", "class "  # what a block of a function or a class begins with
CHANGED = "On the way something is changed by hand: see the beginning of the loop."
ONE_THREAD = "torch.set_num_threads(1)  # for a network this small, more are slower"


def script_of(experiment: Experiment, dataset: Dataset, plan: TablePlan | None = None) -> str:
    """Return the script for the experiment on its own loaded data; raises ScriptError.

    `plan` is what a Table's script must know of the file; without it, the file is read again.
    """
    if any(figure.startswith("val_") for figure in experiment.watched) and not dataset.val_rows:
        raise ScriptError("The scheduler watches the validation, but no row is held back. Raise data.validation.")
    blocks = list(_blocks(experiment, dataset, plan))
    return f"{_title(experiment)}\n\n{_imports(blocks)}\n\n{''.join(_joined(blocks))}\n"


def _blocks(experiment: Experiment, dataset: Dataset, plan: TablePlan | None) -> Iterator[str]:
    scheduler = SchedulerSource(experiment, dataset.rows)
    loop = Loop(experiment, dataset, scheduler)
    if experiment.data.reads_file:
        table: Any = experiment.data
        yield from TableSource(table, plan or plan_table(table), dataset).blocks()
    else:
        yield from made_or_bundled(experiment.data, dataset)
    yield from _machine(experiment, dataset)
    yield network_block(experiment, dataset)
    yield from definitions(experiment)
    yield optimizer_block(experiment)
    yield from scheduler.blocks()
    yield from loop.blocks()


def _machine(experiment: Experiment, dataset: Dataset) -> Iterator[str]:
    lines = []
    if multiplications(describe_network(experiment.network, dataset)) * experiment.batch_size < WORTH_THREADS:
        lines.append(ONE_THREAD)
    if experiment.device == "auto":
        lines.append('device = "cuda" if torch.cuda.is_available() else "cpu"')
    elif experiment.device != "cpu":
        lines.append(f'device = "{experiment.device}"')
    if lines:
        yield "\n".join(lines)


def _title(experiment: Experiment) -> str:
    kinds = (experiment.network.kind, experiment.data.kind, experiment.optimizer.kind, experiment.scheduler.kind)
    network, data, optimizer, scheduler = kinds
    rate = "a constant rate" if experiment.scheduler.constant else scheduler
    legend = comment(f"{LEGEND} {CHANGED}" if experiment.edits else LEGEND).replace("# ", "")
    return f'"""{network} on {data}, trained by {optimizer} with {rate}.\n\n{legend}\n"""'


def _imports(blocks: Iterable[str]) -> str:
    """Return the imports for the names that the blocks use."""
    tree = ast.parse("\n".join(blocks))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    groups = [[line for name, line in group.items() if name in names] for group in (STANDARD, INSTALLED)]
    return "\n\n".join("\n".join(_merged(group)) for group in groups if group)


def _merged(lines: Iterable[str]) -> Iterator[str]:
    """Yield the imports, those from one module in one line."""
    for start, same in groupby(lines, lambda line: line.partition(" import ")[0]):
        names = [line.partition(" import ")[2] for line in same]
        yield f"{start} import {', '.join(names)}" if names[0] else start


def _joined(blocks: list[str]) -> Iterator[str]:
    """Yield the blocks and the blank lines between them: two around a function, else one."""
    yield blocks[0]
    for before, block in pairwise(blocks):
        around_function = before.startswith(DEFINES) or block.startswith(DEFINES)
        yield ("\n\n\n" if around_function else "\n\n") + block
