"""An epoch without autograd: the very kernels that autograd calls, called directly, into buffers that stay in place.

Serves stacks of Linear layers and activations on the CPU. Every figure equals the textbook loop's to the last bit,
because the kernels, their order and their arguments are autograd's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from training.engine.autograd import Step
from training.engine.batches import Batches, Tape

# the overloads' own entry points: the way through Python costs as much as the arithmetic of a small layer
aten = torch.ops.aten
nll_loss_forward = aten.nll_loss_forward.default._op
nll_loss_backward = aten.nll_loss_backward.default._op
log_softmax_backward = aten._log_softmax_backward_data.default._op
threshold_backward = aten.threshold_backward.default._op
tanh_backward = aten.tanh_backward.default._op
sigmoid_backward = aten.sigmoid_backward.default._op
gelu_backward = aten.gelu_backward.default._op
silu_backward = aten.silu_backward.default._op
mish_backward = aten.mish_backward.default._op
softplus_backward = aten.softplus_backward.default._op
leaky_relu_backward = aten.leaky_relu_backward.default._op
elu_backward = aten.elu_backward.default._op

SELU_ALPHA, SELU_SCALE = (
    1.6732632423543772848170429916717,
    1.0507009873554804934193349852946,
)  # as torch has them

MEAN, IGNORED = 1, -100  # cross_entropy's reduction and ignore_index, as torch numbers them


class Activation(NamedTuple):
    """An activation's kernels; `backward` takes the gradient, the input and the output."""

    forward: Callable[[Tensor], Tensor]
    backward: Callable[[Tensor, Tensor, Tensor], Tensor]


ACTIVATIONS: dict[type[nn.Module], Activation] = {
    nn.ReLU: Activation(torch.relu, lambda grad, z, a: threshold_backward(grad, a, 0)),
    nn.Tanh: Activation(torch.tanh, lambda grad, z, a: tanh_backward(grad, a)),
    nn.Sigmoid: Activation(torch.sigmoid, lambda grad, z, a: sigmoid_backward(grad, a)),
    nn.GELU: Activation(nn.functional.gelu, lambda grad, z, a: gelu_backward(grad, z)),
    nn.SiLU: Activation(nn.functional.silu, lambda grad, z, a: silu_backward(grad, z)),
    nn.Mish: Activation(nn.functional.mish, lambda grad, z, a: mish_backward(grad, z)),
    nn.Softplus: Activation(nn.functional.softplus, lambda grad, z, a: softplus_backward(grad, z, 1, 20)),
    nn.LeakyReLU: Activation(nn.functional.leaky_relu, lambda grad, z, a: leaky_relu_backward(grad, z, 0.01, False)),
    nn.ELU: Activation(nn.functional.elu, lambda grad, z, a: elu_backward(grad, 1, 1, 1, False, z)),
    nn.SELU: Activation(torch.selu, lambda grad, z, a: elu_backward(grad, SELU_ALPHA, SELU_SCALE, 1, False, z)),
}

# optimizers that look at more than one weight at a time
NOT_ELEMENTWISE = {"Adafactor", "Muon", "LBFGS"}
# torch's loops take this many floats at once and the rest of a tensor one by one, which may round differently;
# from the grain on they divide a tensor among threads
LOOP_WIDTH, GRAIN = 64, 32_768


class Block(NamedTuple):
    """A Linear layer, the activation behind it, and the buffers of their gradients."""

    weight: Tensor
    transposed: Tensor
    bias: Tensor | None
    activation: Activation | None
    weight_grad: Tensor
    bias_grad: Tensor | None


def serves(network: nn.Module) -> bool:
    """Whether the network is such a stack, alternating and ending in a Linear layer."""
    modules = list(network.children())
    linear, between = modules[::2], modules[1::2]
    return (
        len(modules) % 2 == 1
        and all(type(module) is nn.Linear for module in linear)
        and all(type(module) in ACTIVATIONS for module in between)
    )


def may_flatten(network: nn.Module, optimizer: str) -> bool:
    """Whether the optimizer's arithmetic rounds alike for one long parameter and for the network's own."""
    sizes = [parameter.numel() for parameter in network.parameters()]
    whole = all(size % LOOP_WIDTH == 0 for size in sizes[:-1])
    return whole and sum(sizes) < GRAIN and optimizer not in NOT_ELEMENTWISE


class DirectEpoch:
    """Trains a stack that `serves` accepts on all batches once."""

    def __init__(self, network: nn.Module, criterion: nn.CrossEntropyLoss, clip: float | None, flat: bool) -> None:
        """Take over the network's parameters; `flat`: the optimizer sees them as one long tensor."""
        self._weight, self._clip = criterion.weight, clip
        parameters = list(network.parameters())
        for parameter in parameters:
            parameter.grad = torch.zeros_like(parameter)
        self.parameters = [_flattened(parameters)] if flat else parameters
        self._blocks = list(_blocks(network))
        self._one = torch.ones(())

    @torch.no_grad()
    def run(self, batches: Batches, step: Step) -> tuple[float, float]:
        """Train on every batch with the optimizer's step; return the mean loss and accuracy over rows."""
        tape = Tape(batches)
        for x, y in batches:
            inputs, sums = self._forward(x)
            loss = self._backward(inputs, sums, y)
            if self._clip is not None:
                clip_grad_norm_(self.parameters, self._clip)
            step()
            tape.add(loss, sums[-1])
        return tape.means()

    def _forward(self, x: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Return what each Linear layer was given, and what it made of it; the last is the logits."""
        inputs, sums = [x], []
        for _, transposed, bias, activation, _, _ in self._blocks:
            z = x.mm(transposed) if bias is None else torch.addmm(bias, x, transposed)
            sums.append(z)
            if activation is not None:
                x = activation.forward(z)
                inputs.append(x)
        return inputs, sums

    def _backward(self, inputs: Sequence[Tensor], sums: Sequence[Tensor], y: Tensor) -> Tensor:
        """Fill the gradients; return the loss ()."""
        log_shares = torch.log_softmax(sums[-1], 1)
        loss, total = nll_loss_forward(log_shares, y, self._weight, MEAN, IGNORED)
        grad = nll_loss_backward(self._one, log_shares, y, self._weight, MEAN, IGNORED, total)
        grad = log_softmax_backward(grad, log_shares, 1, torch.float32)
        for index in range(len(self._blocks) - 1, -1, -1):
            weight, _, _, activation, weight_grad, bias_grad = self._blocks[index]
            if activation is not None:
                grad = activation.backward(grad, sums[index], inputs[index + 1])
            torch.mm(grad.t(), inputs[index], out=weight_grad)
            if bias_grad is not None:
                torch.sum(grad, 0, out=bias_grad)
            if index:
                grad = grad.mm(weight)
        return loss  # type: ignore[no-any-return]


def _flattened(parameters: Sequence[nn.Parameter]) -> nn.Parameter:
    """Move all parameters and their gradients into one long one; they become views of it."""
    sizes = [parameter.numel() for parameter in parameters]
    flat = nn.Parameter(torch.cat([parameter.detach().flatten() for parameter in parameters]))
    flat.grad = torch.zeros_like(flat)
    parts = zip(torch.split(flat.detach(), sizes), torch.split(flat.grad, sizes), strict=True)
    for parameter, (values, gradient) in zip(parameters, parts, strict=True):
        parameter.data, parameter.grad = values.view_as(parameter), gradient.view_as(parameter)
    return flat


def _blocks(network: nn.Module) -> Iterator[Block]:
    modules = list(network.children())
    activations = [ACTIVATIONS[type(module)] for module in modules[1::2]]
    for linear, activation in zip(modules[::2], [*activations, None], strict=True):
        weight, bias = cast(nn.Parameter, linear.weight), cast(nn.Parameter | None, linear.bias)
        yield Block(
            weight.detach(),
            weight.detach().t(),
            None if bias is None else bias.detach(),
            activation,
            cast(Tensor, weight.grad),
            None if bias is None else bias.grad,
        )
