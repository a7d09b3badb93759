namespace Fovea.Imaging;

/// <summary>
/// The weights of a linear filter: rows x columns of numbers and a factor, around an anchor. <see cref="Correlate"/> and <see cref="Convolve"/> apply it.
/// The anchor, which lies on the pixel that is computed, is row <c>Rows / 2</c>, column <c>Columns / 2</c> (rounded down): the centre, and for even sizes the
/// place that OpenCV takes.
/// </summary>
public sealed class Kernel : IEquatable<Kernel>
{
    /// <summary>The most weights that a kernel may have.</summary>
    public const int MostWeights = 1 << 22;

    private readonly double[] weights;
    private readonly string? name;

    /// <summary>A kernel of weights, row by row.</summary>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    /// <param name="weights">The weights, rows x columns.</param>
    /// <param name="factor">What every weight is multiplied by. Whole weights with a factor are summed in whole numbers and multiplied once, so results are exact.</param>
    /// <exception cref="FoveaException">The sizes do not fit, or a weight is not finite.</exception>
    public Kernel(int rows, int columns, ReadOnlySpan<double> weights, double factor = 1) : this(rows, columns, weights.ToArray(), factor, null) { }

    /// <summary>A kernel of weights.</summary>
    /// <param name="weights">The weights, rows x columns.</param>
    /// <param name="factor">What every weight is multiplied by.</param>
    /// <exception cref="FoveaException">There is no weight, or one is not finite.</exception>
    public Kernel(double[,] weights, double factor = 1) : this(weights.GetLength(0), weights.GetLength(1), [.. weights.Cast<double>()], factor, null) { }

    private Kernel(int rows, int columns, double[] weights, double factor, string? name)
    {
        if (rows < 1 || columns < 1) throw new FoveaException($"kernel: {rows} x {columns} weights are none", "a kernel has at least one row and one column");
        if ((long)rows * columns != weights.Length) throw new FoveaException($"kernel: {rows} x {columns} needs {(long)rows * columns} weights, {weights.Length} were given");
        if (weights.Length > MostWeights) throw new FoveaException($"kernel: {rows} x {columns} are more than {MostWeights} weights");
        int bad = Array.FindIndex(weights, weight => !double.IsFinite(weight));
        if (bad >= 0) throw new FoveaException($"kernel: the weight in row {bad / columns}, column {bad % columns} is {weights[bad]}", "weights must be finite numbers");
        if (!double.IsFinite(factor)) throw new FoveaException($"kernel: the factor is {factor}", "it must be a finite number");
        (Rows, Columns, this.weights, Factor, this.name) = (rows, columns, weights, factor, name);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>What every weight is multiplied by.</summary>
    public double Factor { get; }

    /// <summary>The weights before the factor, row by row.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>The weight in a row and a column, with the factor.</summary>
    public double this[int row, int column] => weights[row * Columns + column] * Factor;

    /// <summary>The sum of all weights, with the factor: 1 for a kernel that keeps constant images as they are.</summary>
    public double Sum => weights.Sum() * Factor;

    /// <summary>Turned by half a turn, which makes a correlation a convolution.</summary>
    public Kernel Flipped() => new(Rows, Columns, [.. weights.Reverse()], Factor, null);

    /// <summary>Rows and columns exchanged.</summary>
    public Kernel Transposed()
    {
        double[] exchanged = new double[weights.Length];
        for (int y = 0; y < Rows; y++)
            for (int x = 0; x < Columns; x++) exchanged[x * Rows + y] = weights[y * Columns + x];
        return new Kernel(Columns, Rows, exchanged, Factor, null);
    }

    /// <summary>
    /// Reads a kernel: weights in brackets, rows separated by <c>;</c>, weights by commas or blanks, with an optional factor before or divisor behind
    /// (<c>[1 2 1; 2 4 2; 1 2 1]</c>, <c>1/16 [1,2,1;2,4,2;1,2,1]</c>, <c>[1,2,1;2,4,2;1,2,1]/16</c>); a kernel of the <see cref="KernelGallery"/> by its name
    /// (<c>binomial:5</c>); or a text file as <c>@path</c>, which holds the same or a line of weights for each row.
    /// </summary>
    /// <exception cref="FoveaException">The text is no kernel.</exception>
    public static Kernel Parse(string text) => KernelText.Read(text);

    /// <summary>The same kernel that is written as <paramref name="text"/>, by which <see cref="Parse"/> finds it again.</summary>
    internal Kernel Named(string text) => new(Rows, Columns, weights, Factor, text);

    /// <summary>As <see cref="Parse"/> reads it, without blanks.</summary>
    public override string ToString() => name ?? KernelText.Write(this);

    /// <summary>Whether the other kernel has the same size, weights and factor.</summary>
    public bool Equals(Kernel? other) => other is not null && Rows == other.Rows && Columns == other.Columns && Factor == other.Factor && Weights.SequenceEqual(other.Weights);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Kernel);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(Rows);
        hash.Add(Factor);
        foreach (double weight in weights) hash.Add(weight);
        return hash.ToHashCode();
    }
}
