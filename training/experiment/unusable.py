"""Classes of torch that cannot be chosen here, each with the reason: the one place that knows them.

Torch is not imported; `tests/training/experiment/test_unusable.py` compares the names with torch's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

# that somebody looks for among what can be chosen
NOT_OFFERED = {
    "optimizer": {
        "SparseAdam": "needs sparse gradients; the networks here have dense ones, which it refuses. Choose Adam",
    },
}
HELPER = "is a function of torch.optim.swa_utils that a training loop calls, not a scheduler. Choose SWALR"
SCHEDULERS = {
    "LRScheduler": "is the base class of torch's schedulers: it has no rule for a rate. Choose StepLR",
    "_LRScheduler": "is the old name of LRScheduler, the base class of torch's schedulers: it has no rule for a rate. "
    "Choose StepLR",
    "AveragedModel": "averages a network's weights and sets no rate. Choose SWALR, the schedule that goes with it",
    "update_bn": HELPER,
    "get_ema_multi_avg_fn": HELPER,
    "get_swa_multi_avg_fn": HELPER,
    "get_ema_avg_fn": HELPER,
    "get_swa_avg_fn": HELPER,
}
OPTIMIZERS = NOT_OFFERED["optimizer"] | {
    "Optimizer": "is the base class of torch's optimizers: it has no rule for a step. Choose SGD",
}
SHARES = "weighs all units against each other: the loss does that to the last layer. Choose ReLU"
ACTIVATIONS = {
    "Softmax": SHARES,
    "Softmin": SHARES,
    "Softmax2d": SHARES,
    "LogSoftmax": SHARES,
    "MultiheadAttention": "attends to the places of a sequence; a row here has none. Choose GELU",
    "GLU": "gives half as many units as it takes; a hidden layer here keeps its width. Choose SiLU",
    "PReLU": "has a weight of its own to train; an activation here has none. Choose LeakyReLU",
    "RReLU": "draws its slope at random; an activation here is the same in every pass. Choose LeakyReLU",
    "Threshold": "needs a threshold and a value of its own; an activation here has no settings. Choose ReLU",
    "ReLU6": "is ReLU cut off at 6 and not among the activations here. Choose ReLU",
    "Hardtanh": "is a straight-lined Tanh and not among the activations here. Choose Tanh",
    "Hardsigmoid": "is a straight-lined Sigmoid and not among the activations here. Choose Sigmoid",
    "Hardswish": "is a SiLU of pieces and not among the activations here. Choose SiLU",
    "CELU": "is ELU at its default alpha and not among the activations here. Choose ELU",
    "Hardshrink": "sets small sums to 0 and is not among the activations here. Choose ReLU",
    "Softshrink": "draws sums towards 0 and is not among the activations here. Choose ReLU",
    "LogSigmoid": "is Softplus turned over, −Softplus(−x), and not among the activations here. Choose Softplus",
    "Softsign": "is close to Tanh and not among the activations here. Choose Tanh",
    "Tanhshrink": "is x − tanh(x) and not among the activations here. Choose Tanh",
}
IMAGES = "is a layer, not a network. Choose ConvNet, which is built of Conv2d"
SEQUENCES = "reads sequences; a row here is none. Choose MLP"
NETWORKS = {
    "Conv1d": "convolves over sequences; a row here is none. Choose MLP",
    "Conv2d": IMAGES,
    "Conv3d": "convolves over volumes; the images here are flat. Choose ConvNet",
    "RNN": SEQUENCES,
    "LSTM": SEQUENCES,
    "GRU": SEQUENCES,
    "Transformer": SEQUENCES,
    "TransformerEncoder": SEQUENCES,
    "Embedding": "looks vectors up by number; a row here holds figures. Choose MLP",
    "Module": "is the base class of all layers and computes nothing. Choose MLP",
    "Sequential": "is what the networks here are built with. Choose MLP and give the layers as hidden",
    "Dropout": "is a setting of a network. Choose MLP and give its dropout",
    "BatchNorm1d": "is a setting of a network. Choose MLP and set its batch_norm",
    "BatchNorm2d": "is a setting of a network. Choose ConvNet and set its batch_norm",
}
UNUSABLE = {**OPTIMIZERS, **SCHEDULERS, **ACTIVATIONS, **NETWORKS}


def bare(name: str) -> str:
    """Return a class's name without its modules: Adam for torch.optim.Adam."""
    return name.strip().removesuffix("()").rpartition(".")[2]


def explained(name: str, table: Mapping[str, str] = UNUSABLE) -> str:
    """Say why a class of torch cannot be chosen; empty where the table does not know it."""
    known = next((known for known in table if known.lower() == bare(name).lower()), None)
    return f"{known} {table[known]}" if known else ""


def misplaced(name: str, stages: Mapping[str, Collection[str]]) -> str:
    """Say in which table a class belongs that another stage offers; empty where none does."""
    stage = next((stage for stage, kinds in stages.items() if bare(name) in kinds), "")
    return f"{bare(name)} belongs in another table: write it as the kind of [{stage}]" if stage else ""
