using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>Something that is summed up of a component's pixels; nothing at first.</summary>
internal interface IComponentSum
{
    /// <summary>Adds pixels of one row within one word of bits.</summary>
    /// <param name="y">The row.</param>
    /// <param name="x">The column of the word's lowest bit.</param>
    /// <param name="pixels">The pixels; at least one.</param>
    void Add(int y, int x, ulong pixels);
}

/// <summary>How many pixels a component has, and how many columns.</summary>
internal struct ComponentSize() : IComponentSum
{
    private int left = int.MaxValue, right = -1;

    /// <summary>The number of pixels.</summary>
    public int Area { get; private set; }

    /// <summary>The columns of the smallest rectangle that holds them.</summary>
    public readonly int Width => right - left + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int y, int x, ulong pixels)
    {
        Area += BitOperations.PopCount(pixels);
        left = Math.Min(left, x + BitOperations.TrailingZeroCount(pixels));
        right = Math.Max(right, x + BitOperations.Log2(pixels));
    }

    /// <summary>Adds what another strip has of the component.</summary>
    public void Add(in ComponentSize other)
    {
        Area += other.Area;
        (left, right) = (Math.Min(left, other.left), Math.Max(right, other.right));
    }
}

/// <summary>What a <see cref="Component"/> is made from.</summary>
internal struct ComponentSums() : IComponentSum
{
    private long area, sumX, sumY;
    private int minX = int.MaxValue, maxX = -1, minY = int.MaxValue, maxY = -1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int y, int x, ulong pixels)
    {
        int count = BitOperations.PopCount(pixels);
        area += count;
        sumX += (long)x * count + Places(pixels);
        sumY += (long)y * count;
        minX = Math.Min(minX, x + BitOperations.TrailingZeroCount(pixels));
        maxX = Math.Max(maxX, x + BitOperations.Log2(pixels));
        minY = Math.Min(minY, y);
        maxY = Math.Max(maxY, y);
    }

    /// <summary>Adds what another strip has of the component.</summary>
    public void Add(in ComponentSums other)
    {
        area += other.area;
        sumX += other.sumX;
        sumY += other.sumY;
        minX = Math.Min(minX, other.minX);
        maxX = Math.Max(maxX, other.maxX);
        minY = Math.Min(minY, other.minY);
        maxY = Math.Max(maxY, other.maxY);
    }

    public readonly Component ToComponent(int label) =>
        new(label, new Region(minY, minX, maxY - minY + 1, maxX - minX + 1), (int)area, (double)sumY / area, (double)sumX / area);

    /// <summary>The sum of the places of the bits that are set, digit by digit of the places' binary numbers.</summary>
    private static int Places(ulong bits) =>
        BitOperations.PopCount(bits & 0xAAAAAAAAAAAAAAAA) + 2 * BitOperations.PopCount(bits & 0xCCCCCCCCCCCCCCCC) + 4 * BitOperations.PopCount(bits & 0xF0F0F0F0F0F0F0F0)
        + 8 * BitOperations.PopCount(bits & 0xFF00FF00FF00FF00) + 16 * BitOperations.PopCount(bits & 0xFFFF0000FFFF0000) + 32 * BitOperations.PopCount(bits & 0xFFFFFFFF00000000);
}
