namespace Fovea.Onnx.Export;

/// <summary>Constants with one number a channel: what normalisations and biases consist of.</summary>
static class PerChannel
{
    /// <summary>Whether a tensor is constant, differs along its last axis only, and has so many elements.</summary>
    public static bool Is(TracedNode node, Dim channels) => node.IsConstant && node.Shape.Length > 0 && node.Shape[^1] == channels && node.Shape[..^1].All(size => size == 1);

    /// <summary>Its numbers as a vector.</summary>
    public static string Vector(Exporter to, TracedNode node) => to.Constant(node, Layout.Ordered(node.Shape, [node.Shape.Length - 1]));
}
