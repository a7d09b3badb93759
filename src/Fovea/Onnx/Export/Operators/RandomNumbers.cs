using Fovea.Tensors;

namespace Fovea.Onnx.Export.Operators;

/// <summary>Random numbers, which a graph of ONNX would draw by another rule.</summary>
static class RandomNumbers
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.None<RandomUniformOp>("ONNX draws other random numbers"),
        ExportRule.None<NextKeyOp>("it is the state of a generator of random numbers"),
    ];
}
