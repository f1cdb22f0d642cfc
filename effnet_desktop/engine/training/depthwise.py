"""Depthwise convolutions that train fast on a CPU."""

from typing import Any

import torch
from torch import Tensor, nn

WIDTH = 3
"""oneDNN is fast with the gradient of weights of up to so many columns; five took 16 times as long in float32, for the
upper layers of Lite0 (PyTorch 2.15, AVX-512; ``python tests/bench/training.py FOLDER step`` times whole steps)."""


def depthwise_conv(x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int) -> Tensor:
    """What `conv2d` makes of (N, C, H, W) float32 with weights (C, 1, K, K) of odd K, one for each channel."""
    if weight.shape[-1] <= WIDTH:
        return nn.functional.conv2d(x, weight, bias, stride, padding, groups=len(weight))
    y: Tensor = _WideConv.apply(x, weight, bias, stride, padding)
    return y


class _WideConv(torch.autograd.Function):
    """The gradient of its weights is put together of parts, each some columns of them."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.stride, ctx.padding = stride, padding
        return nn.functional.conv2d(x, weight, bias, stride, padding, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        (grad,), (x, weight), stride, padding = grads, ctx.saved_tensors, ctx.stride, ctx.padding

        def gradient(x: Tensor, weight: Tensor, padding: tuple[int, int], wanted: int) -> Tensor:
            """Of x (`wanted` 0) or the weight (1)."""
            mask = [wanted == 0, wanted == 1, False]
            sizes = [stride, stride], padding, [1, 1], False, [0, 0]
            found: Tensor = torch.ops.aten.convolution_backward(grad, x, weight, None, *sizes, len(weight), mask)[
                wanted
            ]
            return found

        of_x = gradient(x, weight, (padding, padding), 0) if ctx.needs_input_grad[0] else None
        padded = nn.functional.pad(x, (padding, padding)) if padding else x
        columns = stride * (grad.shape[-1] - 1) + WIDTH  # of x that one part of the weights meets
        of_weight = torch.empty_like(weight)
        last = weight.shape[-1] - WIDTH
        for left in (*range(0, last, WIDTH), last):
            part = of_weight[..., left : left + WIDTH]
            met = padded[..., left : left + columns].contiguous(memory_format=torch.channels_last)
            part.copy_(gradient(met, part, (padding, 0), 1))
        return of_x, of_weight, grad.sum((0, 2, 3)), None, None
