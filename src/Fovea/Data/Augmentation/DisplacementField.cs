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

    /// <summary>The displacement at a place in cells: x in [0, columns], y in [0, rows]; places outside get that of the border.</summary>
    public (float X, float Y) At(float x, float y)
    {
        Span<float> row = stackalloc float[2 * (columns + 3)];
        BlendRow(y, row);
        return AlongRow(row, x);
    }

    /// <summary>Blends four rows of knots into one, for reading a whole row of places with <see cref="AlongRow"/>.</summary>
    /// <param name="y">The row's place in cells.</param>
    /// <param name="row">Receives x and y of columns + 3 knots.</param>
    public void BlendRow(float y, Span<float> row)
    {
        y = Math.Clamp(y, 0, rows);
        int cell = Math.Min((int)y, rows - 1);
        Span<float> w = stackalloc float[4];
        Weights(y - cell, w);
        int stride = 2 * (columns + 3);
        for (int i = 0; i < stride; i++)
        {
            int at = cell * stride + i;
            row[i] = w[0] * grid[at] + w[1] * grid[at + stride] + w[2] * grid[at + 2 * stride] + w[3] * grid[at + 3 * stride];
        }
    }

    /// <summary>The displacement at x cells in a row that <see cref="BlendRow"/> made.</summary>
    public (float X, float Y) AlongRow(ReadOnlySpan<float> row, float x)
    {
        x = Math.Clamp(x, 0, columns);
        int cell = Math.Min((int)x, columns - 1);
        Span<float> w = stackalloc float[4];
        Weights(x - cell, w);
        ReadOnlySpan<float> knots = row.Slice(2 * cell, 8);
        return (w[0] * knots[0] + w[1] * knots[2] + w[2] * knots[4] + w[3] * knots[6],
            w[0] * knots[1] + w[1] * knots[3] + w[2] * knots[5] + w[3] * knots[7]);
    }

    private static void Weights(float t, Span<float> w)
    {
        float s = 1 - t;
        w[0] = s * s * s / 6;
        w[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
        w[2] = (3 * s * s * s - 6 * s * s + 4) / 6;
        w[3] = t * t * t / 6;
    }
}
