"""The installed torch computes the rates that it computed when they were noted, and Stepwell knows what differs."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from tests.golden.rates import computed, golden, version
from training.experiment.experiment import Experiment
from training.experiment.schedulers import ChainedScheduler, SequentialLR, StepLR
from training.machine.requirements import release
from training.schedule.torch_versions import DIFFERENCES, NEWEST, OLDEST, differences

VERSIONS = golden()


def same(a: list[Any], b: list[Any]) -> bool:
    """Whether the rates agree but for what another system's cosine may round otherwise."""
    pairs = list(zip(a, b, strict=False))
    return len(a) == len(b) and all(
        x == y or (isinstance(x, float) and isinstance(y, float) and math.isclose(x, y, rel_tol=1e-12, abs_tol=1e-15))
        for x, y in pairs
    )


def test_the_installed_torch_computes_its_golden_rates() -> None:
    expected = VERSIONS.get(version()) or VERSIONS[NEWEST]
    found = computed()
    assert found.keys() == expected.keys()
    assert [case for case in found if not same(found[case], expected[case])] == []


def test_rates_are_noted_of_every_version_that_stepwell_names() -> None:
    minors = [release(name) for name in VERSIONS]
    assert minors == [(2, minor) for minor in range(release(OLDEST)[1], release(NEWEST)[1] + 1)]


def test_whatever_differs_between_two_versions_is_told() -> None:
    differing = {
        (later, case)
        for earlier, later in pairwise(VERSIONS)
        for case in VERSIONS[later]
        if not same(VERSIONS[earlier].get(case, []), VERSIONS[later][case])
    }
    known = {
        (found.since, case) for found in DIFFERENCES for since, case in differing
        if since == found.since and case.startswith(f"{found.kind}(") and "[0" in case
    }  # fmt: skip
    assert known == differing
    assert {found.since for found in DIFFERENCES} == {since for since, _ in differing}


@pytest.mark.parametrize("installed", ["2.11.0", "2.13.0+cpu", "2.15.1.dev20261130"])
def test_a_version_that_was_tried_has_the_rates_of_the_others(installed: str) -> None:
    assert differences(Experiment(scheduler=StepLR(step_size=3)), installed) == [
        "the same in every torch from 2.11 to 2.15"
    ]


@pytest.mark.parametrize("inside", [False, True])
def test_a_difference_that_touches_the_schedule_is_named_with_what_it_means(inside: bool) -> None:
    sequence = SequentialLR(schedulers=(StepLR(step_size=1), StepLR(step_size=2)), milestones=(3,))
    scheduler = ChainedScheduler(schedulers=(sequence,)) if inside else sequence
    assert differences(Experiment(scheduler=scheduler), "2.13.0") == [
        "the same in every torch from 2.11 to 2.15: torch 2.13 changed SequentialLR where a milestone is 0 "
        "(before, the first scheduler began nevertheless), and no milestone is 0 here"
    ]


@pytest.mark.parametrize("installed", ["2.16.0", "2.16.0a0+git1234", "3.0.0+cu140"])
def test_a_newer_torch_is_taken_and_named(installed: str) -> None:
    name = installed[:3] if installed.startswith("3") else "2.16"
    assert differences(Experiment(), installed) == [
        f"torch {name} is newer than what Stepwell was tried with (2.11 to 2.15); "
        "rates are always computed by your torch itself"
    ]
