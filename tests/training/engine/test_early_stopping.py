from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.engine.early_stopping import EarlyStopping
from training.engine.record import EpochRecord


def reached_after(early_stopping: EarlyStopping, losses: list[float]) -> list[bool]:
    verdicts = []
    for number, loss in enumerate(losses, start=1):
        early_stopping.update(EpochRecord(number, 0.1, 0.1, loss, 0.5, None, None, 0.1))
        verdicts.append(early_stopping.reached)
    return verdicts


def test_it_ends_after_as_many_epochs_without_a_new_lowest() -> None:
    assert reached_after(EarlyStopping(2), [3, 2, 2, 2.5]) == [False, False, False, True]
    assert reached_after(EarlyStopping(None), [3, 3, 3, 3]) == [False] * 4


@given(st.lists(st.floats(), max_size=20), st.integers(0, 20), st.integers(1, 5))
def test_it_counts_on_from_its_state(losses: list[float], cut: int, epochs: int) -> None:
    first, second = EarlyStopping(epochs), EarlyStopping(epochs)
    begun = reached_after(first, losses[:cut])
    second.load_state_dict(first.state_dict())
    assert begun + reached_after(second, losses[cut:]) == reached_after(EarlyStopping(epochs), losses)
