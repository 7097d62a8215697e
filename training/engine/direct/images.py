"""The layers of convolutional networks; images are (rows, channels, height, width)."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from training.engine.direct.kernels import convolution, convolution_backward, max_pool, max_pool_backward
from training.engine.direct.layers import place_of


class Reshape:
    """Gives each row another shape, as Flatten and Unflatten do."""

    def __init__(self, module: nn.Flatten | nn.Unflatten) -> None:
        """Take the shape of a row."""
        self._row = (-1,) if isinstance(module, nn.Flatten) else tuple(module.unflattened_size)

    def forward(self, x: Tensor) -> Tensor:
        """Return the batch in the other shape."""
        self._shape = x.shape
        return x.reshape(len(x), *self._row)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the gradient in the batch's shape."""
        return grad.reshape(self._shape)


class Convolution:
    """Convolves images with a bank of filters."""

    def __init__(self, module: nn.Conv2d) -> None:
        """Take over the parameters, the places of their gradients, and the geometry."""
        bias = cast(nn.Parameter, module.bias)
        self._weight, self._bias = module.weight.detach(), bias.detach()
        self._grads = [place_of(module.weight), place_of(bias)]
        self._geometry = module.stride, module.padding, module.dilation, False, (0, 0), module.groups

    def forward(self, x: Tensor) -> Tensor:
        """Return the filtered images."""
        self._x = x
        return cast(Tensor, convolution(x, self._weight, self._bias, *self._geometry))

    def backward(self, grad: Tensor) -> Tensor:
        """Return the images' gradient; fill the parameters'."""
        return cast(Tensor, self._differentiate(grad, True))

    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients only."""
        self._differentiate(grad, False)

    def _differentiate(self, grad: Tensor, wanted: bool) -> Tensor | None:
        of_images, *grads = convolution_backward(
            grad, self._x, self._weight, self._bias.shape, *self._geometry, (wanted, True, True)
        )
        torch._foreach_copy_(self._grads, grads)
        return cast(Tensor | None, of_images)


class MaxPool:
    """Keeps the largest value of each square."""

    def __init__(self, module: nn.MaxPool2d) -> None:
        """Take the size of a square; squares lie side by side."""
        self._size = (module.kernel_size, module.kernel_size)

    def forward(self, x: Tensor) -> Tensor:
        """Return the largest values."""
        self._x = x
        y, self._places = max_pool(x, self._size)
        return cast(Tensor, y)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the images' gradient."""
        return cast(
            Tensor, max_pool_backward(grad, self._x, self._size, self._size, (0, 0), (1, 1), False, self._places)
        )
