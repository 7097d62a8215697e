"""The kernels that autograd calls, by their overloads' own entry points.

The way through torch.ops in Python costs as much as the arithmetic of a small layer.
"""

from __future__ import annotations

import torch

aten = torch.ops.aten

log_softmax_backward = aten._log_softmax_backward_data.default._op
nll_loss_forward = aten.nll_loss_forward.default._op
nll_loss_backward = aten.nll_loss_backward.default._op

threshold_backward = aten.threshold_backward.default._op
tanh_backward = aten.tanh_backward.default._op
sigmoid_backward = aten.sigmoid_backward.default._op
gelu_backward = aten.gelu_backward.default._op
silu_backward = aten.silu_backward.default._op
mish_backward = aten.mish_backward.default._op
softplus_backward = aten.softplus_backward.default._op
leaky_relu_backward = aten.leaky_relu_backward.default._op
elu_backward = aten.elu_backward.default._op

batch_norm = aten.native_batch_norm.default._op
batch_norm_backward = aten.native_batch_norm_backward.default._op

convolution = aten.convolution.default._op
convolution_backward = aten.convolution_backward.default._op
max_pool = aten.max_pool2d_with_indices.default._op
max_pool_backward = aten.max_pool2d_with_indices_backward.default._op
