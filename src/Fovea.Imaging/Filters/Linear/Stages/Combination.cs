using System.Numerics;

namespace Fovea.Imaging;

/// <summary>What a linear step makes of its sums, row by row.</summary>
internal abstract unsafe class Combination
{
    /// <summary>Depth and channels of the result.</summary>
    public abstract ImageKind Output(ImageKind sized);

    /// <summary>Whether the result is the first sum as it is, which then need not be moved.</summary>
    public virtual bool IsFirstSum => false;

    /// <summary>Makes a row of the result.</summary>
    /// <param name="sums">One row of sums for each kernel; they may be overwritten.</param>
    /// <param name="centre">The input's row, at the pixels under the anchor.</param>
    /// <param name="result">Where the result goes.</param>
    /// <param name="count">Sums in a row.</param>
    public abstract void Run(float** sums, float* centre, byte* result, int count);
}

/// <summary>The first sum, scaled and stored as samples of a type.</summary>
internal sealed unsafe class StoredSum<T>(PixelDepth depth, double scale) : Combination where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public override ImageKind Output(ImageKind sized) => sized with { Depth = depth };

    public override bool IsFirstSum => depth == PixelDepth.Float32 && scale == 1;

    public override void Run(float** sums, float* centre, byte* result, int count)
    {
        if (depth == PixelDepth.Float32) SampleStore.Store<float>(sums[0], (float)scale, result, count);
        else SampleStore.Store<T>(sums[0], (float)scale, result, count);
    }
}
