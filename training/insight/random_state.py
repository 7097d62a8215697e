"""A random state apart from torch's global one, which all of the process shares."""

from __future__ import annotations

from threading import RLock
from types import TracebackType
from typing import NamedTuple, Self

import torch
from torch import Tensor

TORCH_RANDOM = RLock()  # held by whichever thread draws from torch's one random state, or keeps it


class OwnRandomState:
    """Inside its `with` blocks torch draws from a state of their own; outside, nothing has been drawn.

    No other thread that holds TORCH_RANDOM while it draws can see it.
    """

    def __init__(self) -> None:
        """Begin with a copy of the state that stands at the first block."""
        self._own: _States | None = None

    def __enter__(self) -> Self:
        """Put the own state in place, once no other thread draws."""
        TORCH_RANDOM.acquire()
        self._outer = _States.present()
        if self._own is not None:
            self._own.put()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Put back what stood before."""
        self._own = _States.present()
        self._outer.put()
        TORCH_RANDOM.release()


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
