"""All cases, family by family."""
from . import activation, arithmetic, control, convolution, fused, indexing, logic, movement, network, normalization, pooling, product, quantized, random, recurrent, reduction, resampling, shape
from .case import CASES

__all__ = ["CASES"]
