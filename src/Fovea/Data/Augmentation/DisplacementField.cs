using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Data;

/// <summary>
/// A smooth random displacement of the plane: random vectors on a coarse grid, interpolated by uniform cubic B-splines. It plays the part of the
/// Gaussian-smoothed noise of Simard, Steinkraus, Platt ("Best practices for convolutional neural networks", ICDAR 2003) at a small part of its cost.
/// </summary>
/// <param name="grid">Room for <see cref="Length"/> values.</param>
/// <param name="rows">Cells of the grid from top to bottom.</param>
/// <param name="columns">Cells of the grid from left to right.</param>
internal readonly ref struct DisplacementField(Span<float> grid, int rows, int columns)
{
    // The standard deviation of a sum of unit normal values with B-spline weights, averaged over the cell: sum of w^2 is 151/315 in one dimension.
    private const float Damping = 151f / 315f;

    private readonly Span<float> grid = grid;

    /// <summary>The number of values that a grid of so many cells needs: x and y at (rows + 3) x (columns + 3) knots.</summary>
    public static int Length(int rows, int columns) => 2 * (rows + 3) * (columns + 3);

    /// <summary>Draws the vectors so that a displacement has the given standard deviation in x and in y.</summary>
    public void Fill(ref CounterRandom random, float deviation)
    {
        float scale = deviation / Damping;
        for (int i = 0; i < grid.Length; i++) grid[i] = scale * random.NextGaussian();
    }

    /// <summary>The number of values that <see cref="BlendRow"/> needs: a knot more than there are, so that <see cref="AlongRow"/> may read in fours.</summary>
    public static int RowLength(int columns) => 2 * (columns + 3) + 2;

    /// <summary>The displacement at a place in cells: x in [0, columns], y in [0, rows]; places outside get that of the border.</summary>
    public (float X, float Y) At(float x, float y)
    {
        Span<float> row = stackalloc float[RowLength(columns)];
        BlendRow(y, row);
        return AlongRow(row, Column(x));
    }

    /// <summary>Blends four rows of knots into one, for reading a whole row of places with <see cref="AlongRow"/>.</summary>
    /// <param name="y">The row's place in cells.</param>
    /// <param name="row">Room for <see cref="RowLength"/> values.</param>
    public void BlendRow(float y, Span<float> row)
    {
        y = Math.Clamp(y, 0, rows);
        int cell = Math.Min((int)y, rows - 1);
        Vector128<float> weights = Weights(y - cell);
        (float w0, float w1, float w2, float w3) = (weights[0], weights[1], weights[2], weights[3]);
        int stride = 2 * (columns + 3);
        for (int i = 0; i < stride; i++)
        {
            int at = cell * stride + i;
            row[i] = w0 * grid[at] + w1 * grid[at + stride] + w2 * grid[at + 2 * stride] + w3 * grid[at + 3 * stride];
        }
        row[stride..].Clear();
    }

    /// <summary>What <see cref="AlongRow"/> needs to know of a place at x cells, the same for every row.</summary>
    public ColumnPlace Column(float x)
    {
        x = Math.Clamp(x, 0, columns);
        int cell = Math.Min((int)x, columns - 1);
        return new ColumnPlace(2 * cell, Weights(x - cell));
    }

    /// <summary>The displacement at a column in a row that <see cref="BlendRow"/> made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float X, float Y) AlongRow(ReadOnlySpan<float> row, in ColumnPlace column)
    {
        // Lanes 0 and 1 are x and y of a knot, the other two those of the next one and not used.
        ReadOnlySpan<float> knots = row.Slice(column.First, 10);
        Vector128<float> sum = column.Weights[0] * Vector128.Create(knots);
        sum += column.Weights[1] * Vector128.Create(knots[2..]);
        sum += column.Weights[2] * Vector128.Create(knots[4..]);
        sum += column.Weights[3] * Vector128.Create(knots[6..]);
        return (sum[0], sum[1]);
    }

    /// <summary>The uniform cubic B-spline's weights of four knots at t in [0, 1] between the middle two.</summary>
    private static Vector128<float> Weights(float t)
    {
        const float Sixth = 1f / 6;
        float s = 1 - t, tt = t * t, ss = s * s;
        return Vector128.Create(s * ss * Sixth, ((3 * t - 6) * tt + 4) * Sixth, ((3 * s - 6) * ss + 4) * Sixth, t * tt * Sixth);
    }

    /// <summary>A place along a row: where its first knot stands, and the weights of four.</summary>
    public readonly record struct ColumnPlace(int First, Vector128<float> Weights);
}
