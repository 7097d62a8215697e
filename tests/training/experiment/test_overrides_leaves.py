"""Names of settings without their table, and kinds without their settings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.experiment.sweep import sweep_of
from training.experiment.synonyms import SYNONYMS

KINDS = [(stage, kind.model_fields["kind"].default) for stage, kinds in STAGES.items() for kind in kinds]
PATHS = sorted({f"{stage}.{name}" for stage, kinds in STAGES.items() for kind in kinds for name in kind.model_fields})
# what the form marks, too, as long as something else is not changed with it
NOT_ALONE = {"Table": "path", "ConvNet": "needs images", "Muon": "matrices only"}


def changed(*settings: str) -> Experiment:
    return experiment_from(with_overrides(plain(Experiment()), settings))


@pytest.mark.parametrize("path", PATHS)
def test_a_name_without_its_table_is_answered_with_its_path(path: str) -> None:
    leaf = path.rpartition(".")[2]
    if leaf not in Experiment.model_fields:
        with pytest.raises(ExperimentError, match=rf"did you mean .*'{path}'"):
            changed(f"{leaf}=1")
    for stage in STAGES.keys() - {path.partition(".")[0]}:
        if not any(leaf in kind.model_fields for kind in STAGES[stage]):
            with pytest.raises(ExperimentError, match=rf"did you mean .*'{path}'"):
                changed(f"{stage}.{leaf}=1")


@given(leaf=st.sampled_from(PATHS), place=st.integers(0, 20), letter=st.sampled_from("aeqz_"))
def test_a_misspelled_name_is_answered_with_a_path_that_exists(leaf: str, place: int, letter: str) -> None:
    name = leaf.rpartition(".")[2]
    wrong = f"{name[:place]}{letter}{name[place:]}"
    try:
        changed(f"{wrong}=1")
    except ExperimentError as error:
        meant = re.findall(r"'([^']+)'", str(error).partition("did you mean")[2])
        assert set(meant) <= {*PATHS, *Experiment.model_fields}


def test_the_rate_is_found_in_every_way_in_which_it_is_mistaken() -> None:
    for wrong in ("lr=0.3", "LR=0.3", "scheduler.lr=0.3", "network.lr=0.3"):
        with pytest.raises(ExperimentError, match=r"did you mean 'optimizer\.lr'\?$"):
            changed(wrong)


@pytest.mark.parametrize(
    ("synonym", "name"), [(synonym, name) for name, synonyms in SYNONYMS.items() for synonym in synonyms]
)
def test_what_people_call_a_setting_is_answered_with_its_name(synonym: str, name: str) -> None:
    for wrong in (synonym, synonym.upper(), synonym.replace("_", "-")):
        with pytest.raises(ExperimentError, match=rf"did you mean '(\w+\.)?{name}'"):
            changed(f"{wrong}=1")
    for path in (path for path in PATHS if path.endswith(f".{name}")):
        stage, _, _ = path.partition(".")
        with pytest.raises(ExperimentError, match=rf"did you mean .*'{path}'"):
            changed(f"{stage}.{synonym}=1")
    if name in STAGES:
        with pytest.raises(ExperimentError, match=f"there is no table '{synonym}'; did you mean '{name}'"):
            changed(f"{synonym}.kind=1")


@pytest.mark.parametrize(("stage", "kind"), KINDS, ids=str)
def test_a_kind_in_the_place_of_its_table_is_answered_with_the_place_of_kinds(stage: str, kind: str) -> None:
    for word in (kind, kind.lower()):
        with pytest.raises(ExperimentError, match=rf"did you mean {stage}\.kind={kind}\?$"):
            changed(f"{stage}={word}")
    with pytest.raises(ExperimentError, match=rf"give {stage}\.kind: 'Q{kind}' is not known"):
        changed(f"{stage}=Q{kind}")


@pytest.mark.parametrize(("stage", "kind"), KINDS, ids=str)
def test_a_kind_alone_takes_what_the_form_presets(stage: str, kind: str) -> None:
    setting = f"{stage}.kind={kind}"
    if kind in NOT_ALONE:
        with pytest.raises(ExperimentError, match=NOT_ALONE[kind]):
            changed(setting)
        return
    model = next(one for one in STAGES[stage] if one.model_fields["kind"].default == kind)
    kept = {"validation", "seed"} if stage == "data" else set()
    alone = changed(setting)
    if kind != getattr(Experiment(), stage).kind:  # which keeps what it has
        expected = {name: value for name, value in model.suggested().items() if name not in kept}
        assert getattr(alone, stage).model_dump(exclude=kept) == model.model_validate(expected).model_dump(exclude=kept)
    (only,) = sweep_of(plain(Experiment()), {f"{stage}.kind": [kind]}).variants
    assert only.experiment == alone
