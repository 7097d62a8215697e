"""Gradients without autograd: the very kernels that autograd calls, called directly, one object a layer.

Serves every network on the CPU that `serves` accepts. Every figure equals the textbook loop's to the last bit,
because the kernels, their order and their arguments are autograd's own.
"""
