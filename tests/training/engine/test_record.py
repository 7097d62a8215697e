from __future__ import annotations

import pickle

from training.engine.record import EpochRecord

RECORD = EpochRecord(1, 0.1, 0.05, 0.5, 0.75, None, None, 0.01)


def test_further_figures_go_where_the_record_goes() -> None:
    record = RECORD.with_further({"grad_norm": 2.0})
    for same in (record._replace(seconds=0.01), pickle.loads(pickle.dumps(record)), record.with_further({})):
        assert same == record
        assert same.further == {"grad_norm": 2.0}


def test_records_are_equal_where_all_figures_are() -> None:
    record = RECORD.with_further({"grad_norm": 2.0})
    assert record != RECORD
    assert record != RECORD.with_further({"grad_norm": 3.0})
    assert tuple(RECORD) == RECORD
    assert not RECORD.further
