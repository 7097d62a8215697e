"""The batches of an epoch, in exactly the order in which torch's DataLoader would draw them, and as aligned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import torch
from torch import Tensor

KEPT_BATCHES = 4096  # batches and losses held at once; more would cost memory for nothing
ALIGNMENT = 64  # bytes: where torch lets a fresh tensor begin; matrix kernels round by where a matrix begins


def aligned(x: Tensor) -> Tensor:
    """Return x where it begins as a fresh tensor may, else a copy of it."""
    return x if x.data_ptr() % ALIGNMENT == 0 else x.clone()


class Order:
    """Draws the order of the rows of one epoch after the other."""

    def __init__(self, rows: int, seed: int) -> None:
        self._rows, self._generator = rows, torch.Generator().manual_seed(seed)

    def draw(self) -> Tensor:
        """Draw what a DataLoader draws from its generator in one pass: a seed for workers, the order, a spare order."""
        torch.empty((), dtype=torch.int64).random_(generator=self._generator)
        order = torch.randperm(self._rows, generator=self._generator)
        torch.randperm(self._rows, generator=self._generator)
        return order

    def get_state(self) -> Tensor:
        """Return the state of the generator that the coming epochs' orders are drawn from."""
        return self._generator.get_state()

    def set_state(self, state: Tensor) -> None:
        """Draw the coming epochs' orders from this state on."""
        self._generator.set_state(state)


class Batches:
    """Shuffles rows into buffers that stay in place, so that each batch is the same pair of views every epoch.

    A DataLoader's batch is a fresh tensor. So that kernels round alike, each x begins where a fresh one may begin.

    Attributes:
        order: what the epochs' orders are drawn from.
        y: (rows,) the classes in the present epoch's order.
    """

    def __init__(self, x: Tensor, y: Tensor, batch_size: int, seed: int) -> None:
        """Take the rows (rows, features) and classes (rows,), on the device where they are trained."""
        self._source, self._size = (x, y), min(batch_size, len(x))
        self.order, self.y = Order(len(x), seed), torch.empty_like(y)
        count, width, grain = -(-len(x) // self._size), self._size * x.shape[1], ALIGNMENT // x.element_size()
        held = min(count, KEPT_BATCHES)
        self._rows = x.new_empty(held * self._size, x.shape[1])  # of the batches that are held, without gaps
        self._dense = self._rows.view(held, width)
        self._apart = x.new_empty(held, -(-width // grain) * grain)[:, :width] if width % grain else self._dense
        self._x = [batch.view(self._size, -1) for batch in self._apart]
        self._kept = self._pairs(0) if held == count else None

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Return the batches, x (batch, features) and y (batch,), in order; each stands until a later one is asked."""
        return chain.from_iterable(map(self._filled, range(0, len(self.y), len(self._rows))))

    def shuffle(self) -> None:
        """Begin the next epoch's order."""
        _, y = self._source
        self._drawn = self.order.draw().to(y.device)
        torch.index_select(y, 0, self._drawn, out=self.y)

    def _filled(self, start: int) -> Iterable[tuple[Tensor, Tensor]]:
        """Return the batches from this row on that are held together, filled."""
        rows = self._drawn[start : start + len(self._rows)]
        torch.index_select(self._source[0], 0, rows, out=self._rows[: len(rows)])
        if self._apart is not self._dense:
            self._apart.copy_(self._dense)
        return self._pairs(start) if self._kept is None else self._kept

    def _pairs(self, start: int) -> list[tuple[Tensor, Tensor]]:
        classes = torch.split(self.y[start : start + len(self._rows)], self._size)
        return [(x[: len(y)], y) for x, y in zip(self._x, classes, strict=False)]


class Tape:
    """Gathers the batches' losses and logits without waiting for the device at each batch."""

    def __init__(self, batches: Batches) -> None:
        self._y = batches.y
        self._pending: list[tuple[Tensor, Tensor]] = []
        self._read = 0
        self._loss_sum, self._hits = 0.0, 0

    def add(self, loss: Tensor, logits: Tensor) -> None:
        """Note a batch's mean loss () and its logits (batch, classes), in the epoch's order."""
        self._pending.append((loss, logits))
        if len(self._pending) == KEPT_BATCHES:
            self._read_out()

    def means(self) -> tuple[float, float]:
        """Return the epoch's mean loss and accuracy over rows, summed as the textbook loop sums them."""
        self._read_out()
        return self._loss_sum / len(self._y), self._hits / len(self._y)

    def _read_out(self) -> None:
        if not self._pending:
            return
        losses, logits = zip(*self._pending, strict=True)
        # added one by one: sum() compensates rounding from Python 3.12 on, the textbook loop does not
        for loss, batch in zip(torch.stack(losses).tolist(), logits, strict=True):
            self._loss_sum += loss * batch.size(0)
        together = torch.cat(logits)
        expected = self._y[self._read : self._read + len(together)]
        self._hits += int((together.argmax(1) == expected).sum())
        self._read += len(together)
        self._pending.clear()
