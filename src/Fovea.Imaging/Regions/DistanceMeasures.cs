using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>What a metric makes of a distance along the column and one along the row.</summary>
internal interface IDistance
{
    /// <summary>A measure that is the larger the farther.</summary>
    static abstract long Value(int dx, int dy);

    /// <summary>The last column at which the column <paramref name="left"/> is at least as near as <paramref name="right"/>, to the right of it.</summary>
    static abstract long Divide(int left, int right, int leftValue, int rightValue);

    /// <summary>The distance of a measure.</summary>
    static abstract float Distance(long value);
}

/// <summary>sqrt(dx^2 + dy^2).</summary>
internal readonly struct EuclideanDistance : IDistance
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Value(int dx, int dy) => (long)dx * dx + (long)dy * dy;

    // A quotient of whole numbers below 2^53 that is none itself is farther from one than doubles are from each other there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Divide(int left, int right, int leftValue, int rightValue) =>
        (long)Math.Floor((((double)right - left) * ((double)right + left) + ((double)rightValue - leftValue) * ((double)rightValue + leftValue)) / (2 * ((double)right - left)));

    public static float Distance(long value) => (float)Math.Sqrt(value);
}

/// <summary>max(|dx|, |dy|).</summary>
internal readonly struct ChessboardDistance : IDistance
{
    public static long Value(int dx, int dy) => Math.Max(Math.Abs(dx), dy);

    public static long Divide(int left, int right, int leftValue, int rightValue)
    {
        int middle = left + (right - left) / 2;
        return leftValue <= rightValue ? Math.Max((long)left + rightValue, middle) : Math.Min((long)right - leftValue, middle);
    }

    public static float Distance(long value) => value;
}

/// <summary>|dx| + |dy|.</summary>
internal readonly struct CityBlockDistance : IDistance
{
    public static long Value(int dx, int dy) => Math.Abs((long)dx) + dy;

    public static long Divide(int left, int right, int leftValue, int rightValue)
    {
        if (rightValue >= leftValue + (long)right - left) return int.MaxValue;
        if (leftValue > rightValue + (long)right - left) return int.MinValue;
        return ((long)rightValue - leftValue + right + left) >> 1;
    }

    public static float Distance(long value) => value;
}
