"""The optimizer's state by parameter, whether the optimizer sees the parameters one by one or as a single long one."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer

from training.engine.direct.flat import joined, parts


class OptimizerState:
    """Reads and writes an optimizer's state as torch writes it for the network's own parameters."""

    def __init__(self, optimizer: Optimizer, network: nn.Module) -> None:
        """Take the optimizer of the network's parameters, or of the one that `flatten` made of them."""
        self._optimizer = optimizer
        self._parameters = list(network.parameters())
        stepped = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        self._flat = len(stepped) == 1 and stepped[0] is not self._parameters[0]

    def state_dict(self) -> dict[str, Any]:
        """Return the state; its tensors may be the optimizer's own."""
        state = self._optimizer.state_dict()
        if not self._flat:
            return state
        (group,) = state["param_groups"]
        indices = list(range(len(self._parameters)))
        split = self._split(state["state"][0]) if state["state"] else {}
        return {"state": split, "param_groups": [group | {"params": indices}]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from the state of an optimizer of the same parameters; raises ValueError for others."""
        if self._flat:
            (group,) = state["param_groups"]
            if len(group["params"]) != len(self._parameters):
                raise ValueError("the state is of another network")
            split = [state["state"][index] for index in group["params"]] if state["state"] else []
            together = {0: _join(split)} if split else {}
            state = {"state": together, "param_groups": [group | {"params": [0]}]}
        self._optimizer.load_state_dict(state)

    def _split(self, values: dict[str, Any]) -> dict[int, dict[str, Any]]:
        """Cut each long tensor into the parameters' shapes; what belongs to all of them goes to each."""
        split: list[dict[str, Any]] = [{} for _ in self._parameters]
        for name, value in values.items():
            is_long = isinstance(value, Tensor) and value.dim()
            pieces = parts(value, self._parameters) if is_long else self._copies(value)
            for part, piece in zip(split, pieces, strict=True):
                part[name] = piece
        return dict(enumerate(split))

    def _copies(self, value: Any) -> list[Any]:
        """Return one for each parameter, none of which counts up with another."""
        return [value.clone() if isinstance(value, Tensor) else value for _ in self._parameters]


def _join(split: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: _joined([part[name] for part in split]) for name in split[0]}


def _joined(values: list[Any]) -> Any:
    first = values[0]
    return joined(values) if isinstance(first, Tensor) and first.dim() else first
