"""A random state apart from torch's global one, which all of the process shares."""

from __future__ import annotations

from types import TracebackType
from typing import NamedTuple, Self

import torch
from torch import Tensor


class OwnRandomState:
    """Inside its `with` blocks torch draws from a state of their own; outside, nothing has been drawn.

    Another thread that draws meanwhile draws from it, too: do not enter it beside a training with dropout.
    """

    def __init__(self) -> None:
        """Begin with a copy of the state that stands at the first block."""
        self._own: _States | None = None

    def __enter__(self) -> Self:
        """Put the own state in place."""
        self._outer = _States.present()
        if self._own is not None:
            self._own.put()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Put back what stood before."""
        self._own = _States.present()
        self._outer.put()


class _States(NamedTuple):
    cpu: Tensor
    cuda: list[Tensor]

    @classmethod
    def present(cls) -> _States:
        is_used: bool = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
        return cls(torch.get_rng_state(), torch.cuda.get_rng_state_all() if is_used else [])

    def put(self) -> None:
        torch.set_rng_state(self.cpu)
        if self.cuda:
            torch.cuda.set_rng_state_all(self.cuda)
