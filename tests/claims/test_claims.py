"""No sentence about a rate or a figure says what the numbers do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from tests.claims.cautions import caution_faults
from tests.claims.counting import counting_faults
from tests.claims.experiments import experiment_of
from tests.claims.facts import Facts, facts_of
from tests.claims.finder import finder_faults
from tests.claims.futures import future_faults
from tests.claims.observations import observation_faults
from tests.claims.plans import budget_faults, plan_faults
from tests.claims.reasons import reading_faults, reason_faults


def all_faults(facts: Facts, random: Random) -> Iterable[str]:
    for epoch in range(1, len(facts.trace) + 1):
        yield from observation_faults(replace(facts, first=random.choice((0, 1))), epoch)
    facts = replace(facts, first=random.choice((0, 1)))
    yield from plan_faults(facts)
    yield from budget_faults(facts)
    yield from counting_faults(facts)
    yield from future_faults(facts, random)
    yield from caution_faults(facts)
    yield from reason_faults(facts, random)
    yield from reading_faults(facts)


def finder(seeds: Iterable[int]) -> Iterable[str]:
    """Read the rate finder's suggestions, which take longer to come by."""
    for facts in filter(None, map(facts_of, map(experiment_of, seeds))):
        yield from finder_faults(facts)


def check(seeds: Iterable[int]) -> None:
    found: list[str] = []
    for seed in seeds:
        facts = facts_of(experiment_of(seed))
        if facts is not None:
            found += [f"{seed}: {fault}" for fault in all_faults(facts, Random(seed))]
    assert not found, f"{len(found)} faults:\n" + "\n".join(found[:40])


def test_every_sentence_is_true_of_the_numbers() -> None:
    check(range(100))
    assert not list(finder(range(100, 102)))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_every_sentence_is_true_of_many_experiments(block: int) -> None:
    first = 1000 + 100 * block
    check(range(first, first + 100))
    assert not list(finder((first,)))
