using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Tests.Onnx.Export;

/// <summary>A computation that is exported and must give the same numbers afterwards.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Sample">The shape of one sample; of images (H, W, C).</param>
/// <param name="Function">What is computed from a batch of such samples.</param>
public sealed record ExportCase(string Name, Shape Sample, Func<Tensor, Tensor> Function)
{
    public Module Module => new Computation(Function);

    public override string ToString() => Name;

    sealed class Computation(Func<Tensor, Tensor> function) : Module
    {
        public override Tensor Forward(Tensor x) => function(x);
    }
}
