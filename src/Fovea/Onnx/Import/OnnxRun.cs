using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>One pass through an imported graph and all that lie inside it.</summary>
/// <param name="given">The tensors that the model was given, which are not its own.</param>
internal sealed class OnnxRun(IEnumerable<Tensor> given)
{
    /// <summary>Functions and loops that hold one another could stand for more nodes than there is time for.</summary>
    const int MostNodes = 2_000_000;

    int nodes;

    /// <summary>The tensors that the model was given.</summary>
    public IReadOnlySet<Tensor> Given { get; } = new HashSet<Tensor>(given, ReferenceEqualityComparer.Instance);

    /// <summary>Counts a node that is being turned into tensors.</summary>
    public void Count(string file)
    {
        if (++nodes > MostNodes) throw new BadFileException(file, $"its loops and functions stand for more than {MostNodes} nodes");
    }
}
