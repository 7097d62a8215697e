"""The kernels that autograd calls, by the shortest way that torch has to them.

The way through torch.ops in Python costs as much as the arithmetic of a small layer. The kernels are torch's own
business, so that another torch may lack one: it then raises when it is called, and its proof fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch


def _kernel(name: str, overload: str = "default") -> Callable[..., Any]:
    """Return the entry point of an operator's overload; where there is none, what raises when called."""
    try:
        return getattr(getattr(torch.ops.aten, name), overload)._op  # type: ignore[no-any-return]
    except AttributeError:
        return _missing(name)


def _bound(name: str, module: object = torch) -> Callable[..., Any]:
    """Return a function that torch binds itself; where there is none, what raises when called."""
    return getattr(module, name, None) or _missing(name)


def _missing(name: str) -> Callable[..., Any]:
    def missing(*arguments: Any, **named: Any) -> Any:
        raise NotImplementedError(f"torch {torch.__version__} has no kernel {name}")

    return missing


log_softmax = _bound("_log_softmax")
log_softmax_backward = _bound("_log_softmax_backward_data")
nll_loss = _bound("nll_loss", torch._C._nn)
nll_loss_forward = _kernel("nll_loss_forward")
nll_loss_backward = _kernel("nll_loss_backward")

threshold_backward = _kernel("threshold_backward", "grad_input")
tanh_backward = _kernel("tanh_backward")
sigmoid_backward = _kernel("sigmoid_backward")
gelu_backward = _kernel("gelu_backward")
silu_backward = _kernel("silu_backward")
mish_backward = _kernel("mish_backward")
softplus_backward = _kernel("softplus_backward")
leaky_relu_backward = _kernel("leaky_relu_backward")
elu_backward = _kernel("elu_backward")

batch_norm = _kernel("native_batch_norm")
batch_norm_backward = _kernel("native_batch_norm_backward")

convolution = _kernel("convolution")
convolution_backward = _kernel("convolution_backward")
max_pool = _kernel("max_pool2d_with_indices")
max_pool_backward = _kernel("max_pool2d_with_indices_backward")
