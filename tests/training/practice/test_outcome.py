from __future__ import annotations

from training.practice.outcome import Outcome, in_runs


def test_equal_neighbours_are_counted() -> None:
    assert in_runs([0.1, 0.1, 0.05, 0.1]) == "0.1 × 2, 0.05, 0.1"


def test_rates_that_read_alike_are_equal() -> None:
    assert in_runs([0.001, 0.0010000000000000002]) == "0.001 × 2"


def test_a_long_course_is_cut_short() -> None:
    assert in_runs([float(rate) for rate in range(1, 20)]) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …"


def test_everything_that_happened_is_told_in_sentences() -> None:
    outcome = Outcome((0.1, 0.1), (0.1, 0.05), "hello", ("UserWarning: look",), "KeyError", "'lr'")
    assert list(outcome.sentences()) == [
        "Rates used: 0.1 × 2; 0.05 after the last step.",
        "Printed: hello",
        "Warning: UserWarning: look",
        "KeyError: 'lr'",
    ]
