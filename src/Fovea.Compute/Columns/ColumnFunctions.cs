using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>(x - mean) scale + shift.</summary>
internal struct Normalized : IColumnFunction
{
    public static int Matrices => 1;
    public static int Rows => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<L, V>(V x, V none, V mean, V scale, V shift, V r3, V r4, V r5) where L : ILanes<V> where V : struct => L.Fma(L.Subtract(x, mean), scale, shift);
}

/// <summary>Relu((x - mean) scale + shift).</summary>
internal struct NormalizedRelu : IColumnFunction
{
    public static int Matrices => 1;
    public static int Rows => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<L, V>(V x, V none, V mean, V scale, V shift, V r3, V r4, V r5) where L : ILanes<V> where V : struct =>
        L.AtLeast(default, L.Fma(L.Subtract(x, mean), scale, shift));
}

/// <summary>Relu((x - mean) scale + shift + residual).</summary>
internal struct NormalizedSumRelu : IColumnFunction
{
    public static int Matrices => 2;
    public static int Rows => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<L, V>(V x, V residual, V mean, V scale, V shift, V r3, V r4, V r5) where L : ILanes<V> where V : struct =>
        L.AtLeast(default, L.Add(L.Fma(L.Subtract(x, mean), scale, shift), residual));
}

/// <summary>Relu((x - mean) scale + shift + (x' - mean') scale' + shift').</summary>
internal struct NormalizedTwiceRelu : IColumnFunction
{
    public static int Matrices => 2;
    public static int Rows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<L, V>(V x, V other, V mean, V scale, V shift, V otherMean, V otherScale, V otherShift) where L : ILanes<V> where V : struct =>
        L.AtLeast(default, L.Add(L.Fma(L.Subtract(x, mean), scale, shift), L.Fma(L.Subtract(other, otherMean), otherScale, otherShift)));
}

/// <summary>dy scale + (x - mean) a + b: the gradient of a normalisation by its input.</summary>
internal struct NormalizedGradient : IColumnFunction
{
    public static int Matrices => 2;
    public static int Rows => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<L, V>(V x, V dy, V mean, V scale, V a, V b, V r4, V r5) where L : ILanes<V> where V : struct => L.Fma(dy, scale, L.Fma(L.Subtract(x, mean), a, b));
}

/// <summary>The same for a normalisation with a rectifier: dy counts where (x - mean) scale + shift is above 0.</summary>
internal struct NormalizedReluGradient : IColumnFunction
{
    public static int Matrices => 2;
    public static int Rows => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<L, V>(V x, V dy, V mean, V scale, V shift, V a, V b, V r5) where L : ILanes<V> where V : struct
    {
        V distance = L.Subtract(x, mean);
        return L.Fma(L.Select(L.Greater(L.Fma(distance, scale, shift), default), dy, default), scale, L.Fma(distance, a, b));
    }
}

/// <summary>The sums of dy (x - mean).</summary>
internal struct ScaleGradient : IColumnSummands
{
    public static int Matrices => 2;
    public static int Rows => 1;
    public static int Sums => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V>(V x, V dy, V mean, V r1, V r2) where L : ILanes<V> where V : struct => L.Multiply(dy, L.Subtract(x, mean));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V>(V x, V first, V mean) where L : ILanes<V> where V : struct => default;
}

/// <summary>The sums of dy and of dy (x - mean).</summary>
internal struct ShiftAndScaleGradient : IColumnSummands
{
    public static int Matrices => 2;
    public static int Rows => 1;
    public static int Sums => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V>(V x, V dy, V mean, V r1, V r2) where L : ILanes<V> where V : struct => dy;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V>(V x, V dy, V mean) where L : ILanes<V> where V : struct => L.Multiply(dy, L.Subtract(x, mean));
}

/// <summary>The same for a normalisation with a rectifier.</summary>
internal struct ReluShiftAndScaleGradient : IColumnSummands
{
    public static int Matrices => 2;
    public static int Rows => 3;
    public static int Sums => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V>(V x, V dy, V mean, V scale, V shift) where L : ILanes<V> where V : struct =>
        L.Select(L.Greater(L.Fma(L.Subtract(x, mean), scale, shift), default), dy, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V>(V x, V dy, V mean) where L : ILanes<V> where V : struct => L.Multiply(dy, L.Subtract(x, mean));
}
