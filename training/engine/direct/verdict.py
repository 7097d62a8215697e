"""What of the direct path has been proven, and what is left to autograd."""

from __future__ import annotations

from typing import NamedTuple

from torch import nn

from training.engine.direct.gradients import LAYERS
from training.experiment.optimizers import OPTIMIZERS

LOSS = nn.CrossEntropyLoss.__name__
JOINED = tuple(kind for kind in OPTIMIZERS if kind.elementwise)
# what the direct path claims to compute as autograd does; of an optimizer, that it steps all weights as one
CLAIMED = (*(kind.__name__ for kind in LAYERS), LOSS, *(kind.__name__ for kind in JOINED))


class Verdict(NamedTuple):
    """The pieces that equal autograd's to the last bit under this torch, on this machine."""

    proven: frozenset[str]  # of CLAIMED

    def covers(self, network: nn.Module) -> bool:
        """Whether each of the network's layers is proven, and the loss."""
        return {LOSS, *(type(layer).__name__ for layer in network.children())} <= self.proven

    def joins(self, optimizer: str) -> bool:
        """Whether the optimizer may step all weights as one."""
        return optimizer in self.proven

    @property
    def unproven(self) -> list[str]:
        """Return the claimed pieces that are left to autograd."""
        return [name for name in CLAIMED if name not in self.proven]

    def describe(self, version: str, faster: float | None) -> str:
        """Return what this comes to under a version of torch; `faster`: how many times the direct path is."""
        if not self.unproven:
            return f"proven on torch {version}"
        slower = f"about {faster:.0f} times slower" if faster else "several times slower"
        if {nn.Linear.__name__, LOSS} - self.proven:
            return f"not equal here, on torch {version}: autograd is used, {slower}, with the same results"
        return (
            f"proven on torch {version}, but for {' and '.join(self.unproven)}: there autograd is used, up to {slower},"
            " with the same results"
        )
