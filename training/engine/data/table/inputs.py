"""The columns of a table as inputs of a network; only the training rows decide how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from training.engine.data.errors import listed
from training.engine.data.split import Split, check_size, constant, standardise
from training.engine.data.table.columns import Column, Kind

EMPTY_TEXT = "(empty)"


class Inputs(NamedTuple):
    """x (rows, features) float32, the features' names, and sentences on what became of the columns."""

    x: Tensor
    names: list[str]
    notes: list[str]


def encode(values: Tensor, texts: Sequence[Sequence[str]], columns: Sequence[Column], split: Split) -> Inputs:
    """Turn values (rows, columns), NaN where empty, into inputs.

    Numbers and times are standardised, switches are 0 and 1; a text is 1 in an input of its own, else 0.
    """
    filled = _with_means(values, split)
    scaled = standardise(filled, split)
    blocks: list[Tensor] = []
    names: list[str] = []
    for number, column in enumerate(columns):
        block = (filled if column.kind is Kind.SWITCH else scaled)[:, number : number + 1]
        block_names = [column.name]
        if column.kind is Kind.TEXT:
            block, block_names = _one_hot(values[:, number], [*texts[number], EMPTY_TEXT], column.name, split)
        blocks.append(block.float())
        names += block_names
        check_size(len(values), len(names))
    return Inputs(torch.cat(blocks, 1), names, _notes(filled[split.training], columns))


def _notes(training: Tensor, columns: Sequence[Column]) -> list[str]:
    still = constant(training).tolist()
    pairs = list(zip(columns, still, strict=True))
    sentences = {
        "Each text became an input of its own, 1 or 0": [c.name for c in columns if c.kind is Kind.TEXT],
        "Dates and times count as seconds": [c.name for c in columns if c.kind is Kind.TIME],
        "Infinite numbers count as empty cells": [c.name for c in columns if c.infinite],
        "The same in every training row, so of no use": [c.name for c, is_still in pairs if is_still],
    }
    return [f"{sentence}: {listed(names)}." for sentence, names in sentences.items() if names]


def _with_means(values: Tensor, split: Split) -> Tensor:
    means = values[split.training].nanmean(0).nan_to_num()
    return values.where(~values.isnan(), means)


def _one_hot(codes: Tensor, texts: Sequence[str], name: str, split: Split) -> tuple[Tensor, list[str]]:
    """Return a column of (rows, texts) for each text among the training rows, and their names."""
    # the empty text is the last one
    indices = codes.nan_to_num(len(texts) - 1).long()
    seen: Tensor = torch.unique(indices[split.training])
    return indices[:, None] == seen, [f"{name} = {texts[int(index)]}" for index in seen]
