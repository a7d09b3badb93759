using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>Maxima, sums and averages over the windows of a <see cref="PoolGeometry"/>, and their gradients.</summary>
/// <remarks>
/// The maximum of a window that holds a NaN is NaN, and its first NaN is its first maximum. Every kernel runs along the channels and works on one
/// image (or a few output lines of it) per chunk; gradients take whole images, because the windows of one image may overlap.
/// </remarks>
public static unsafe class Pooling
{
    private const int ElementsPerChunk = 1 << 14;

    /// <summary>y = the maximum of each window; minus infinity where no element lies inside.</summary>
    /// <param name="g">All sizes.</param>
    /// <param name="x">The input (batch, inHeight, inWidth, channels).</param>
    /// <param name="y">The output (batch, outHeight, outWidth, channels).</param>
    public static void Max(PoolGeometry g, float* x, float* y) => Run(PoolKind.Max, g, x, null, y, default);

    /// <summary>dx = the gradient of <see cref="Max"/>: dy is added at the first maximum of its window, in window order; every element of dx is written.</summary>
    /// <param name="g">All sizes.</param>
    /// <param name="x">The input of the forward pass (batch, inHeight, inWidth, channels).</param>
    /// <param name="dy">The gradient by the output (batch, outHeight, outWidth, channels).</param>
    /// <param name="dx">The gradient by the input (batch, inHeight, inWidth, channels).</param>
    public static void MaxGradient(PoolGeometry g, float* x, float* dy, float* dx) => Run(PoolKind.MaxGradient, g, x, dy, dx, default);

    /// <summary>y = the element of v at the place of x's first maximum in each window; 0 where no element lies inside. The adjoint of <see cref="MaxGradient"/>.</summary>
    /// <param name="g">All sizes.</param>
    /// <param name="x">Decides the places (batch, inHeight, inWidth, channels).</param>
    /// <param name="v">The values (batch, inHeight, inWidth, channels).</param>
    /// <param name="y">The output (batch, outHeight, outWidth, channels).</param>
    public static void MaxSelect(PoolGeometry g, float* x, float* v, float* y) => Run(PoolKind.MaxSelect, g, x, v, y, default);

    /// <summary>y = the sum of each window over its divisor; 0 where no element lies inside.</summary>
    /// <param name="g">All sizes.</param>
    /// <param name="divisor">What the sums are divided by.</param>
    /// <param name="x">The input (batch, inHeight, inWidth, channels).</param>
    /// <param name="y">The output (batch, outHeight, outWidth, channels).</param>
    public static void Average(PoolGeometry g, AverageDivisor divisor, float* x, float* y) => Run(PoolKind.Average, g, x, null, y, divisor);

    /// <summary>dx = the gradient (the adjoint) of <see cref="Average"/>; every element of dx is written.</summary>
    /// <param name="g">All sizes.</param>
    /// <param name="divisor">What the sums are divided by.</param>
    /// <param name="dy">The gradient by the output (batch, outHeight, outWidth, channels).</param>
    /// <param name="dx">The gradient by the input (batch, inHeight, inWidth, channels).</param>
    public static void AverageGradient(PoolGeometry g, AverageDivisor divisor, float* dy, float* dx) => Run(PoolKind.AverageGradient, g, null, dy, dx, divisor);

    private static void Run(PoolKind kind, PoolGeometry g, float* x, float* v, float* y, AverageDivisor divisor)
    {
        bool gradient = kind is PoolKind.MaxGradient or PoolKind.AverageGradient;
        if (g.Batch == 0 || g.Channels == 0 || (gradient ? g.InImage : g.OutImage) == 0) return;
        int lines = gradient ? Math.Max(1, g.OutHeight) : Math.Clamp((int)Math.Min(int.MaxValue, ElementsPerChunk / Math.Max(1, (nint)g.OutWidth * g.Channels)), 1, g.OutHeight);
        PoolWork work = new() { Geometry = g, Kind = kind, Divisor = divisor, X = x, V = v, Y = y, Lines = lines };
        work.ChunksPerImage = Math.Max(1, (g.OutHeight + lines - 1) / lines);
        Workers.Run(work.ChunksPerImage * g.Batch, ref work);
    }

    private struct PoolWork : Workers.IWork
    {
        public PoolGeometry Geometry;
        public PoolKind Kind;
        public AverageDivisor Divisor;
        public float* X, V, Y;
        public int Lines, ChunksPerImage;

        public readonly void Run(int chunk)
        {
            int image = chunk / ChunksPerImage, first = chunk % ChunksPerImage * Lines, end = Math.Min(first + Lines, Geometry.OutHeight);
            bool gradient = Kind is PoolKind.MaxGradient or PoolKind.AverageGradient;
            float* x = X + image * Geometry.InImage;
            float* v = V + image * (Kind == PoolKind.MaxSelect ? Geometry.InImage : Geometry.OutImage);
            float* y = Y + image * (gradient ? Geometry.InImage : Geometry.OutImage);
            if (Geometry.IsTwoByTwo && Kind != PoolKind.MaxSelect)
            {
                // Narrower vectors where they hold all channels: what is written beyond them is written in vain.
                if (Vector512.IsHardwareAccelerated && Geometry.Channels > 8) TwoByTwoKernels<Lanes512, Vector512<float>>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
                else if (Vector256.IsHardwareAccelerated && Geometry.Channels > 4) TwoByTwoKernels<Lanes256, Vector256<float>>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
                else if (Vector128.IsHardwareAccelerated) TwoByTwoKernels<Lanes128, Vector128<float>>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
                else TwoByTwoKernels<Lanes1, float>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
                return;
            }
            if (Vector512.IsHardwareAccelerated) WindowKernels<Lanes512, Vector512<float>>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
            else if (Vector256.IsHardwareAccelerated) WindowKernels<Lanes256, Vector256<float>>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
            else if (Vector128.IsHardwareAccelerated) WindowKernels<Lanes128, Vector128<float>>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
            else WindowKernels<Lanes1, float>.Lines(Kind, Geometry, Divisor, first, end, x, v, y);
        }
    }
}
