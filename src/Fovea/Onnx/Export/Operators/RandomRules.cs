using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>Random numbers, which a graph of ONNX would draw by another rule.</summary>
static class RandomRules
{
    public static ExportRule[] Rules { get; } =
    [
        ExportRule.None<RandomUniformOp>("ONNX draws other random numbers"),
        ExportRule.None<NextKeyOp>("it is the state of a generator of random numbers"),
    ];
}
