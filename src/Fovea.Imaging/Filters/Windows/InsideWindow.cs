using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Sliding windows that see only what lies inside the image: where they reach over its edge there are fewer neighbours.</summary>
internal static class InsideWindow
{
    /// <summary>The steps of an operation, which is given the neighbours inside; where there is none the value is NaN, which is 0 in whole numbers.</summary>
    /// <typeparam name="T">The input's samples.</typeparam>
    /// <typeparam name="TResult">The result's samples.</typeparam>
    public static RowStage[] Steps<T, TResult>(ImageKind input, Adjacency adjacency, WindowFunction function)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> where TResult : unmanaged, INumber<TResult>, IMinMaxValue<TResult>
    {
        // Floats hold every sample, and a NaN where there is none.
        FunctionStage<float, TResult> stage = new(input with { Depth = PixelDepth.Float32 }, adjacency, Border.Constant(double.NaN), neighbours =>
        {
            int count = 0;
            foreach (double neighbour in neighbours)
                if (!double.IsNaN(neighbour)) neighbours[count++] = neighbour;
            return count == 0 ? double.NaN : function(neighbours[..count]);
        });
        return [.. Correlation.ToFloat<T>(input), stage];
    }
}
