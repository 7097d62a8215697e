from __future__ import annotations

import torch

from training.engine.sweep.numbers import numbers_of

CPU = torch.device("cpu")


def test_what_all_networks_share_is_a_float_and_the_rest_a_column() -> None:
    plans = [(((lr, (0.9, 0.99), 1e-8, 0.0, False),),) for lr in (0.1, 0.3)]
    numbers = next(numbers_of(plans, ("lr", "beta1", "beta2", "eps", "weight_decay"), CPU))
    assert torch.equal(numbers["lr"], torch.tensor([[0.1], [0.3]], dtype=torch.float64))
    assert [numbers[name] for name in ("beta1", "beta2", "eps", "weight_decay")] == [0.9, 0.99, 1e-8, 0.0]


def test_each_batch_has_its_numbers_and_the_last_ones_stay() -> None:
    plans = [tuple(((rate,),) for rate in rates) for rates in ((1.0, 2.0), (3.0, 4.0))]
    numbers = numbers_of(plans, ("lr",), CPU)
    assert [next(numbers)["lr"].flatten().tolist() for _ in range(4)] == [[1, 3], [2, 4], [2, 4], [2, 4]]
