using System.Numerics;
using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>The smallest or the largest neighbour, a row for each displacement at a time.</summary>
internal sealed unsafe class WindowExtremeStage<T>(ImageKind input, Adjacency adjacency, Border border, bool largest) : GatherStage<T>(input, adjacency, border) where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        Span<T> extreme = new(results[0], Output.RowSamples);
        new ReadOnlySpan<T>(Neighbours(rows, 0), extreme.Length).CopyTo(extreme);
        for (int i = 1; i < Count; i++)
        {
            ReadOnlySpan<T> row = new(Neighbours(rows, i), extreme.Length);
            if (largest) TensorPrimitives.Max(extreme, row, extreme);
            else TensorPrimitives.Min(extreme, row, extreme);
        }
    }
}
