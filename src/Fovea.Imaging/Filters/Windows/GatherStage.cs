using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The step of a sliding window: for every pixel, the adjacent pixels are where their displacements say, and nothing is assumed of the operation.</summary>
internal abstract unsafe class GatherStage<T>(ImageKind input, Adjacency adjacency, Border border) : RowStage(input, adjacency.Window, border) where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private readonly Displacement[] displacements = [.. adjacency.Displacements];

    protected int Count => displacements.Length;

    /// <summary>Sample 0 of the row in which displacement <paramref name="i"/> leads from pixel 0 of the result.</summary>
    protected T* Neighbours(byte** rows, int i)
    {
        // Without a border the first pixel of the result is the first one whose whole window lies inside.
        int column = displacements[i].Dx + (Border.Kind == BorderKind.Valid ? Window.Left : 0);
        return (T*)rows[Window.Above + displacements[i].Dy] + (nint)column * Input.Channels;
    }
}
