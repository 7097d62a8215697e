"""The columns of a table as inputs of a network; only the training rows decide how."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from training.engine.data.errors import listed
from training.engine.data.split import Split, check_size, constant, standardise
from training.engine.data.table.columns import Column, Kind

EMPTY_TEXT = "(empty)"


def encode(
    values: Tensor, texts: Sequence[Sequence[str]], columns: Sequence[Column], split: Split
) -> tuple[Tensor, list[str]]:
    """Turn values (rows, columns) into x (rows, features) float32, and give the features' names.

    Numbers and dates are standardised, switches are 0 and 1, each text of the training rows has an input of its own.
    """
    filled = _with_means(values, split)
    scaled = standardise(filled, split)
    blocks: list[Tensor] = []
    names: list[str] = []
    for number, column in enumerate(columns):
        if column.kind is Kind.TEXT:
            block, seen = _one_hot(values[:, number], split)
            names += [f"{column.name} = {EMPTY_TEXT if i < 0 else texts[number][i]}" for i in seen]
        else:
            block = (filled if column.kind is Kind.SWITCH else scaled)[:, number : number + 1]
            names.append(column.name)
        blocks.append(block.float())
        check_size(len(values), len(names))
    return torch.cat(blocks, 1), names


def notes_on(values: Tensor, columns: Sequence[Column], split: Split) -> list[str]:
    """Say which columns were not taken just as numbers."""
    texts = [column.name for column in columns if column.kind is Kind.TEXT]
    times = [column.name for column in columns if column.kind is Kind.TIME]
    infinite = [column.name for column in columns if column.infinite]
    still = constant(values[split.training]).tolist()
    same = [column.name for column, is_still in zip(columns, still, strict=True) if is_still and column.kind]
    sentences = {
        "Each text became an input that is 1 where the text stands, else 0": texts,
        "Dates and times count as seconds": times,
        "Infinite numbers count as empty cells": infinite,
        "The same number in every training row, so that the input is 0": same,
    }
    return [f"{sentence}: {listed(names)}." for sentence, names in sentences.items() if names]


def _with_means(values: Tensor, split: Split) -> Tensor:
    means = values[split.training].nanmean(0).nan_to_num()
    return values.where(~values.isnan(), means)


def _one_hot(codes: Tensor, split: Split) -> tuple[Tensor, list[int]]:
    """Return a column (rows, texts) of 0 and 1 for each text among the training rows; -1 is the empty one."""
    codes = codes.nan_to_num(-1).long()
    seen = codes[split.training].unique()
    return codes[:, None] == seen, seen.tolist()
