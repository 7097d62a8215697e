"""The layers of convolutional networks; images are (rows, channels, height, width)."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from training.engine.direct.kernels import convolution, convolution_backward, max_pool, max_pool_backward
from training.engine.direct.layer import Layer, Trained


class Reshape(Layer):
    """Gives each row another shape, as Flatten and Unflatten do."""

    def __init__(self, module: nn.Flatten | nn.Unflatten) -> None:
        self._row = (-1,) if isinstance(module, nn.Flatten) else tuple(module.unflattened_size)

    def forward(self, x: Tensor) -> Tensor:
        """Return the batch in the other shape."""
        self._shape = x.shape
        return x.reshape(self._shape[0], *self._row)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the gradient in the batch's shape."""
        return grad.reshape(self._shape)


class Convolution(Trained):
    """Convolves images with a bank of filters."""

    def __init__(self, module: nn.Conv2d) -> None:
        super().__init__(module)
        self._geometry = module.stride, module.padding, module.dilation, False, (0, 0), module.groups
        self._bias_shape = (module.out_channels,)

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

    def _differentiate(self, grad: Tensor, images_too: bool) -> Tensor | None:
        """Return the images' gradient where it is wanted."""
        of_images, *own = convolution_backward(
            grad, self._x, self._weight, self._bias_shape, *self._geometry, (images_too, True, True)
        )
        self._keep(*own)
        return cast(Tensor | None, of_images)


class MaxPool(Layer):
    """Keeps the largest value of each square; squares lie side by side."""

    def __init__(self, module: nn.MaxPool2d) -> None:
        self._square = (module.kernel_size, module.kernel_size)

    def forward(self, x: Tensor) -> Tensor:
        """Return the largest values; the kernel looks at many channels at once where they lie side by side."""
        self._x = x
        y, self._indices = max_pool(x.contiguous(memory_format=torch.channels_last), self._square)
        return cast(Tensor, y.contiguous())

    def backward(self, grad: Tensor) -> Tensor:
        """Return the images' gradient."""
        square = self._square
        images_grad = max_pool_backward(grad, self._x, square, square, (0, 0), (1, 1), False, self._indices)
        return cast(Tensor, images_grad)
