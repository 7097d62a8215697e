"""Body and head: the last layer apart from those below it, each with its own rate or frozen for a while."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from training.experiment.experiment import Experiment
from training.schedule.build import parameter_groups


class Groups:
    """The parameters of a network whose experiment treats body and head differently."""

    def __init__(self, experiment: Experiment, network: nn.Module) -> None:
        """Divide the parameters; the head is the last layer that has any."""
        *body, head = filter(None, (list(layer.parameters()) for layer in network.children()))
        self.body: list[Tensor] = [parameter for layer in body for parameter in layer]
        self.head: list[Tensor] = list(head)
        self._experiment = experiment

    def for_optimizer(self) -> list[dict[str, Any]]:
        """Return torch's parameter groups, body first."""
        return parameter_groups(self._experiment, self.body, self.head)

    def freeze(self, epoch: int) -> None:
        """Let only what is not frozen in this epoch, counted from 1, have gradients."""
        for parameters, frozen in (
            (self.body, self._experiment.freeze_body),
            (self.head, self._experiment.freeze_head),
        ):
            for parameter in parameters:
                parameter.requires_grad_(epoch > frozen)
