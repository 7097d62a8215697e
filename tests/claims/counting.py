"""Nouns have the number that stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.claims.facts import Facts
from training.engine.data import load
from training.experiment.experiment import Experiment
from training.insight.pipeline import pipeline

NOUNS = "epochs|batches|steps|rows|times|changes|runs|parameters|classes|features"
WRONG = re.compile(rf"(?<![\d,.])1 (?:{NOUNS})\b|(?<![\d,.])(?:\d*[02-9]|\d+1) (?:epoch|batch|step|row|time|change)\b")


def counting_faults(facts: Facts) -> Iterator[str]:
    """Yield what the stages of a training count wrongly."""
    experiment: Experiment = facts.experiment
    for stage in pipeline(experiment, load(experiment.data), facts.schedule):
        told = (stage.choice, stage.enters, stage.leaves, *stage.facts, *(table.title for table in stage.tables))
        yield from (f"counted wrongly: {text}" for text in told if WRONG.search(text))
