from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.schedule.changes import changed

RATES = st.lists(st.tuples(st.sampled_from([0.1, 0.2]), st.sampled_from([0.1, 0.2])), max_size=12)


@given(epochs=RATES, upcoming=st.none() | st.sampled_from([0.1, 0.2]))
def test_an_epoch_counts_if_the_scheduler_or_a_hand_changes_the_rate_after_it(
    epochs: list[tuple[float, float]], upcoming: float | None
) -> None:
    used = [lr for lr, _ in epochs] + ([] if upcoming is None else [upcoming])
    left = [lr_after for _, lr_after in epochs]
    expected = [
        used[place] != after or (place + 1 < len(used) and used[place + 1] != after) for place, after in enumerate(left)
    ]
    assert changed(np.array(used), np.array(left)).tolist() == expected
