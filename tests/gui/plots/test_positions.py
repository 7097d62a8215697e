from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.plots.positions import EPOCHS, Positions, Timed, dot_of, epoch_of, in_rows, steps
from gui.plots.view_box import Window

SECONDS = st.lists(st.floats(1e-3, 100.0), min_size=1, max_size=300)
ANY_POSITIONS = st.one_of(
    st.just(EPOCHS), st.integers(1, 10_000).map(steps), SECONDS.map(lambda s: Timed(lambda: np.array(s)))
)


def timed(seconds: list[float]) -> Timed:
    return Timed(lambda: np.array(seconds))


@given(ANY_POSITIONS, st.floats(0, 1))
def test_positions_lead_back_to_their_epochs(positions: Positions, share: float) -> None:
    last = len(positions.ends) - 0.5 if isinstance(positions, Timed) else 1e6
    epoch = 0.5 + share * (last - 0.5)
    assert positions.epoch_at(positions.at(epoch)) == pytest.approx(epoch, rel=1e-9, abs=1e-6)


@given(ANY_POSITIONS, st.data())
def test_the_figures_of_an_epoch_stand_nearest_to_themselves(positions: Positions, data: st.DataObject) -> None:
    epoch = data.draw(st.integers(1, len(positions.ends) - 1 if isinstance(positions, Timed) else 10_000))
    assert epoch_of(positions, dot_of(positions, epoch)) == epoch


def test_an_epoch_has_its_number_its_last_step_or_the_time_so_far() -> None:
    assert dot_of(EPOCHS, 3) == 3
    assert dot_of(steps(25), 3) == 75
    assert dot_of(timed([0.5, 1.0, 2.0]), 3) == 3.5


def test_epochs_to_come_lie_at_the_end_of_the_time() -> None:
    positions = timed([0.5, 1.0])
    assert positions.at(99.0) == 1.5
    assert positions.epoch_at(99.0) == 2.5
    assert timed([]).at(1.0) == 0
    assert timed([]).epoch_at(1.0) == 0.5


@given(SECONDS, st.integers(1, 5))
def test_time_grows_with_the_trace(seconds: list[float], parts: int) -> None:
    known: list[float] = []
    positions = Timed(lambda: np.array(known))
    for part in np.array_split(np.array(seconds), parts):
        known.extend(part)
        positions.grow()
    np.testing.assert_allclose(positions.ends, np.append(0, np.cumsum(seconds)))


def test_time_that_is_no_number_takes_no_room() -> None:
    assert timed([1.0, float("nan"), -1.0, float("inf"), 1.0]).ends.tolist() == [0, 1, 1, 1, 1, 2]


@given(ANY_POSITIONS, st.integers(1, 200), st.integers(1, 3), st.data())
def test_bins_cover_what_is_in_view(positions: Positions, count: int, per_epoch: int, data: st.DataObject) -> None:
    end = positions.at(count + 0.5)
    log = data.draw(st.booleans())
    least = dot_of(positions, 1) / 2 if log else 0.0  # a logarithmic axis begins there
    first, last = sorted(max(least, data.draw(st.floats(1e-3, 1)) * end) for _ in range(2))
    window = Window(first, last + 1e-3 * end, data.draw(st.integers(1, 50)), log, log_y=False)
    bins = positions.bins(window, count * per_epoch, per_epoch)
    if bins is None:
        return
    start, stop = in_rows(positions, window, per_epoch).rows(count * per_epoch)
    assert bins.edges[0] <= start
    assert bins.edges[-1] == stop
    assert (np.diff(bins.edges) > 0).all()


def test_slow_epochs_have_as_many_bins_as_they_have_pixels() -> None:
    positions = timed([1.0] * 100 + [0.001] * 100_000)
    bins = positions.bins(Window(0.0, 200.0, 400, log_x=False, log_y=False), 100_100, 1)
    assert bins is not None
    assert 200 < len(bins.edges) < 450
