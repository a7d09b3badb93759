using System.Buffers;

namespace Fovea.Data;

/// <summary>
/// Pulls the picture out of shape by a smooth random displacement, in the manner of Simard, Steinkraus, Platt: "Best practices for convolutional
/// neural networks applied to visual document analysis", ICDAR 2003 (bilinear; random vectors on a grid, interpolated by cubic B-splines).
/// </summary>
public sealed class RandomElastic : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("elastic", "pulls the picture out of shape by a smooth random displacement",
        [
            new("deviation", 1, 0, 256, "the standard deviation of the displacement, in pixels"),
            new("cell", 7, 2, 1024, "the distance of the random vectors in pixels: larger is smoother"),
            new("fill", 0, 0, 1, "the value of what comes in at the border"),
        ], v => new RandomElastic(v[0], v[1], v[2]));

    private readonly float[] values;

    /// <summary>A new displacement of every pixel for each picture.</summary>
    /// <param name="deviation">The standard deviation of the displacement in x and in y, in pixels; 0 to 256.</param>
    /// <param name="cell">The distance of the random vectors in pixels, larger is smoother; 2 to 1024.</param>
    /// <param name="fill">The value of what comes in at the border; 0 to 1.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public RandomElastic(float deviation = 1, float cell = 7, float fill = 0) => values = Entry.Check(deviation, cell, fill);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        int rows = Math.Max(1, (int)MathF.Ceiling(height / values[1])), columns = Math.Max(1, (int)MathF.Ceiling(width / values[1]));
        int length = DisplacementField.Length(rows, columns);
        float[] buffer = ArrayPool<float>.Shared.Rent(length + DisplacementField.RowLength(columns));
        DisplacementField.ColumnPlace[] places = ArrayPool<DisplacementField.ColumnPlace>.Shared.Rent(width);
        Span<float> row = buffer.AsSpan(length, DisplacementField.RowLength(columns));
        var field = new DisplacementField(buffer.AsSpan(0, length), rows, columns);
        field.Fill(ref random, values[0]);
        for (int x = 0; x < width; x++) places[x] = field.Column(x / values[1]);
        for (int y = 0, at = 0; y < height; y++)
        {
            field.BlendRow(y / values[1], row);
            for (int x = 0; x < width; x++, at += channels)
            {
                (float dx, float dy) = DisplacementField.AlongRow(row, places[x]);
                Sampling.Bilinear(source, height, width, x + dx, y + dy, values[2], target.Slice(at, channels));
            }
        }
        ArrayPool<DisplacementField.ColumnPlace>.Shared.Return(places);
        ArrayPool<float>.Shared.Return(buffer);
    }
}
