"""The batches of an epoch, in exactly the order in which torch's DataLoader would draw them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

KEPT_BATCHES = 4096  # views and losses held at once; more would cost memory for nothing


class Batches:
    """Shuffles rows into buffers that stay in place, so that each batch is the same pair of views every epoch."""

    def __init__(self, x: Tensor, y: Tensor, batch_size: int, seed: int) -> None:
        """Take the rows (rows, features) and classes (rows,), on the device where they are trained."""
        self._source = x, y
        self._size = batch_size
        self._generator = torch.Generator().manual_seed(seed)
        self.x, self.y = torch.empty_like(x), torch.empty_like(y)
        self._kept = list(self._views()) if len(x) <= batch_size * KEPT_BATCHES else None

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Return the batches, x (batch, features) and y (batch,), in order."""
        return iter(self._kept) if self._kept is not None else self._views()

    def _views(self) -> Iterator[tuple[Tensor, Tensor]]:
        for start in range(0, len(self.x), self._size):
            yield self.x[start : start + self._size], self.y[start : start + self._size]

    @torch.no_grad()
    def shuffle(self) -> None:
        """Fill the batches with the next epoch's order."""
        x, y = self._source
        order = self._draw_order().to(x.device)
        torch.index_select(x, 0, order, out=self.x)
        torch.index_select(y, 0, order, out=self.y)

    def get_state(self) -> Tensor:
        """Return the state of the generator that the coming epochs' orders are drawn from."""
        return self._generator.get_state()

    def set_state(self, state: Tensor) -> None:
        """Draw the coming epochs' orders from this state on."""
        self._generator.set_state(state)

    def _draw_order(self) -> Tensor:
        """Draw what a DataLoader draws from its generator in one pass: a seed for workers, the order, a spare order."""
        rows, generator = len(self.x), self._generator
        torch.empty((), dtype=torch.int64).random_(generator=generator)
        order = torch.randperm(rows, generator=generator)
        torch.randperm(rows, generator=generator)
        return order


class Tape:
    """Gathers the batches' losses and logits without waiting for the device at each batch."""

    def __init__(self, batches: Batches) -> None:
        """Start at the first row of the epoch."""
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

    @torch.no_grad()
    def _read_out(self) -> None:
        if not self._pending:
            return
        losses, logits = zip(*self._pending, strict=True)
        # added one by one: sum() compensates rounding from Python 3.12 on, the textbook loop does not
        for loss, batch in zip(torch.stack(losses).tolist(), logits, strict=True):
            self._loss_sum += loss * len(batch)
        together = torch.cat(logits)
        expected = self._y[self._read : self._read + len(together)]
        self._hits += int((together.argmax(1) == expected).sum())
        self._read += len(together)
        self._pending.clear()
