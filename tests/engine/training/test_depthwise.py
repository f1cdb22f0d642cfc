"""Depthwise convolutions: the same values and gradients as PyTorch's own."""

import pytest
import torch

from effnet_desktop.engine.training.depthwise import depthwise_conv


@pytest.mark.parametrize("kernel", [1, 3, 5, 7])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("is_padded", [False, True])
def test_values_and_gradients_are_those_of_torch(kernel: int, stride: int, is_padded: bool) -> None:
    torch.manual_seed(0)
    x = torch.randn(2, 6, 12, 10).contiguous(memory_format=torch.channels_last).requires_grad_()
    weight, bias = torch.randn(6, 1, kernel, kernel, requires_grad=True), torch.randn(6, requires_grad=True)
    padding = kernel // 2 if is_padded else 0
    y = depthwise_conv(x, weight, bias, stride, padding)
    expected = torch.nn.functional.conv2d(x, weight, bias, stride, padding, groups=6)
    torch.testing.assert_close(y, expected)
    way_back = torch.randn_like(y)
    ours, theirs = (torch.autograd.grad(some, (x, weight, bias), way_back) for some in (y, expected))
    for mine, yours in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine, yours, atol=1e-4, rtol=1e-4)


def test_an_input_that_needs_no_gradient_gets_none() -> None:
    x, weight = torch.randn(1, 2, 5, 5), torch.randn(2, 1, 5, 5, requires_grad=True)
    depthwise_conv(x, weight, torch.zeros(2, requires_grad=True), 1, 2).sum().backward()
    assert x.grad is None
    assert weight.grad is not None
