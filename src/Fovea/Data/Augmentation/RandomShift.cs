using System.Buffers;
using System.Numerics.Tensors;

namespace Fovea.Data;

/// <summary>Moves the picture by a random part of pixels to either side, up or down (bilinear).</summary>
public sealed class RandomShift : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("shift", "moves the picture by a random distance, also parts of pixels",
        [
            new("maximum", 2, 0, 1024, "pixels to every side at most"),
            new("fill", 0, 0, 1, "the value of what comes in at the border"),
        ], v => new RandomShift(v[0], v[1]));

    private readonly float[] values;

    /// <summary>A new distance for each picture, in x and in y.</summary>
    /// <param name="maximum">Pixels to every side at most; 0 to 1024.</param>
    /// <param name="fill">The value of what comes in at the border; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomShift(float maximum = 2, float fill = 0) => values = Entry.Check(maximum, fill);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        float dx = random.NextFloat(-values[0], values[0]), dy = random.NextFloat(-values[0], values[0]);
        // The same two weights everywhere along a row, and along a column: whole rows are blended at once.
        float floorX = MathF.Floor(-dx), floorY = MathF.Floor(-dy), right = -dx - floorX, lower = -dy - floorY;
        int stride = width * channels, top = (int)floorY, left = (int)floorX * channels;
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * (stride + channels) + 2 * stride);
        Span<float> upperSource = scratch.AsSpan(0, stride + channels), lowerSource = scratch.AsSpan(stride + channels, stride + channels);
        Span<float> upperRow = scratch.AsSpan(2 * (stride + channels), stride), lowerRow = scratch.AsSpan(2 * (stride + channels) + stride, stride);
        Blend(source, top, stride, left, channels, 1 - right, right, upperSource, upperRow);
        for (int y = 0; y < height; y++)
        {
            Blend(source, top + y + 1, stride, left, channels, 1 - right, right, lowerSource, lowerRow);
            Span<float> row = target.Slice(y * stride, stride);
            TensorPrimitives.Multiply(upperRow, 1 - lower, row);
            TensorPrimitives.MultiplyAdd(lowerRow, lower, row, row);
            Span<float> next = upperRow;
            upperRow = lowerRow;
            lowerRow = next;
        }
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>A row of the source, moved by whole pixels, with the fill where there is none; and it blended with itself one pixel on.</summary>
    private void Blend(ReadOnlySpan<float> source, int y, int stride, int from, int channels, float left, float right, Span<float> moved, Span<float> blended)
    {
        moved.Fill(values[1]);
        int first = Math.Max(0, -from), count = Math.Min(stride - from, moved.Length) - first;
        if (y >= 0 && y < source.Length / stride && count > 0) source.Slice(y * stride + from + first, count).CopyTo(moved[first..]);
        TensorPrimitives.Multiply(moved[..stride], left, blended);
        TensorPrimitives.MultiplyAdd(moved.Slice(channels, stride), right, blended, blended);
    }
}
