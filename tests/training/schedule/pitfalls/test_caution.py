from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings

from tests.training.schedule.pitfalls.cases import ROWS, experiments, previewed
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain, read_experiment
from training.experiment.overrides import with_overrides
from training.experiment.paths import keys_of, value_at
from training.schedule.pitfalls import Caution, Fix, warnings_of

FOLDER = Path(__file__).parents[4] / "resources" / "examples"
JUMPING = FOLDER / "two_schedulers_in_a_row.toml"
EXAMPLES = sorted(set(FOLDER.glob("*.toml")) - {JUMPING})


def what(caution: Caution) -> tuple[str, str, str, bool]:
    """What a caution is about, whatever its numbers."""
    return caution.pitfall, caution.path, caution.reason, " of the head " in caution.message


def assigned(experiment: Experiment, fix: Fix) -> Experiment:
    """The experiment with each value written where the path says, as a form does it."""
    values = experiment.model_dump()
    for path, value in fix.changes:
        *owner, name = keys_of(path)
        table = values
        for key in owner:
            if isinstance(table, dict) and isinstance(table[key], tuple):
                table[key] = list(table[key])
            table = table[key]
        if name == "kind":
            table.clear()
        table[name] = value
    return experiment_from(values)


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_every_fix_gives_a_sound_experiment_without_its_caution(experiment: Experiment) -> None:
    for caution in warnings_of(experiment, previewed(experiment), ROWS):
        event(f"{caution.pitfall} {caution.path.rpartition('.')[2]}")
        assert caution.message.endswith(".")
        assert caution.reason.endswith(".")
        if caution.fix is None:
            continue

        mended = experiment_from(with_overrides(plain(experiment), caution.fix.overrides))

        assert mended == assigned(experiment, caution.fix)
        assert what(caution) not in map(what, warnings_of(mended, previewed(mended), ROWS))


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_every_caution_names_a_setting_that_is_there(experiment: Experiment) -> None:
    for caution in warnings_of(experiment, previewed(experiment), ROWS):
        value_at(experiment.model_dump(), keys_of(caution.path))


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(experiments())
def test_what_torch_cannot_run_is_explained(experiment: Experiment) -> None:
    if previewed(experiment) is not None:
        return

    found = warnings_of(experiment, None, ROWS)

    assert any("Torch stops" in caution.message for caution in found)


@pytest.mark.parametrize("file", [None, *EXAMPLES], ids=lambda file: file.stem if file else "default")
def test_the_examples_give_no_cause_for_caution(file: Path | None) -> None:
    experiment = Experiment() if file is None else read_experiment(file)

    assert warnings_of(experiment, previewed(experiment), ROWS) == []


def test_the_example_of_a_jump_is_warned_of_nothing_else() -> None:
    experiment = read_experiment(JUMPING)

    assert [caution.pitfall for caution in warnings_of(experiment, previewed(experiment), ROWS)] == ["P13"]


def test_a_fix_is_written_as_the_command_line_takes_it() -> None:
    fix = Fix("Mend", (("scheduler.schedulers", ({"kind": "StepLR", "milestones": (1, 2), "x": None},)), ("lr", None)))

    assert fix.overrides == ['scheduler.schedulers=[{kind = "StepLR", milestones = [1, 2]}]', "lr=none"]
    assert tomllib.loads(fix.overrides[0])
