from __future__ import annotations

from tests.textbook import Row
from training.engine.figures import BY_NAME, FIGURES, MEASURED
from training.engine.record import EpochRecord


def test_every_field_of_a_record_is_an_entry_of_the_table() -> None:
    assert {*MEASURED} == {*EpochRecord._fields} - {"epoch", "batch_lrs"}


def test_the_textbook_has_every_figure_that_the_loop_measures() -> None:
    assert {*MEASURED} - {"seconds"} == {*Row._fields} - {"epoch", "batch_lrs"}


def test_names_are_unique_and_fit_into_a_block_of_the_store() -> None:
    assert len(BY_NAME) == len(FIGURES)
    assert all(name.isidentifier() for name in BY_NAME)


def test_a_figure_of_validation_rows_says_whose_and_points_the_same_way() -> None:
    for figure in FIGURES:
        if figure.held_out_of:
            assert BY_NAME[figure.held_out_of].better == figure.better
