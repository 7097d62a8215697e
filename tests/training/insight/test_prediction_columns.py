from __future__ import annotations

from hypothesis import given, settings
from torch import nn

from tests.training.insight.networks import cases
from training.engine.data.dataset import Dataset
from training.insight.prediction import trace_prediction
from training.insight.prediction_columns import MOST, columns_of


@settings(max_examples=40)
@given(case=cases())
def test_every_unit_is_shown_or_counted_and_the_predicted_class_always_shown(
    case: tuple[nn.Sequential, Dataset],
) -> None:
    network, data = case
    trace = trace_prediction(network, data, data.x[:1])
    columns = columns_of(trace)
    assert columns[0].title == "Input"
    assert len(columns[0].units) + columns[0].more == len(data.features)
    assert all(len(column.units) <= MOST for column in columns)
    softmax = columns[-1]
    assert [unit.text.split("  ")[0] for unit in softmax.units if unit.chosen] == [data.classes[trace.predicted[0]]]
