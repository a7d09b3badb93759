namespace Fovea.Data;

/// <summary>
/// Adds to every pixel of a picture the same random amount of the principal components of the colours: Krizhevsky, Sutskever, Hinton, "ImageNet
/// classification with deep convolutional neural networks", NIPS 2012, section 4.1. The components of ImageNet are the default, in the numbers that have
/// been in use since (eigenvalues 0.2175, 0.0188, 0.0045 for colours of 0 to 1); <see cref="Of"/> measures those of another set.
/// </summary>
public sealed class RandomColorShift : ISampleAugmentation
{
    // Above the entry, which is made with it.
    private static readonly string[] Names = ["red", "green", "blue"];

    internal static AugmentationEntry Entry { get; } = new("pca", "shifts all colours by a random amount along their principal components (AlexNet)",
        [
            new("deviation", 0.1f, 0, 10, "the standard deviation of the amount of each component"),
            .. Component(0, 0.2175f, [-0.5675f, -0.5808f, -0.5836f]), .. Component(1, 0.0188f, [0.7192f, -0.0045f, -0.6948f]), .. Component(2, 0.0045f, [0.4009f, -0.8140f, 0.4203f]),
        ], v => new RandomColorShift(v[0], [v[1..4], v[4..7], v[7..10]]));

    private readonly float[] values;

    /// <summary>Shifts by the principal components of ImageNet.</summary>
    /// <param name="deviation">The standard deviation of the amount of each component; 0 to 10.</param>
    /// <exception cref="FoveaException">The value is out of range.</exception>
    public RandomColorShift(float deviation = 0.1f) => values = Entry.Check([deviation, .. Entry.Parameters.Skip(1).Select(p => p.Default)]);

    /// <summary>Shifts by other components.</summary>
    /// <param name="deviation">The standard deviation of the amount of each component; 0 to 10.</param>
    /// <param name="components">Three times red, green and blue: the directions, each as long as its eigenvalue; -10 to 10.</param>
    /// <exception cref="FoveaException">A value is out of range, or there are not three times three.</exception>
    public RandomColorShift(float deviation, IReadOnlyList<IReadOnlyList<float>> components)
    {
        if (components.Count != 3 || components.Any(c => c.Count != 3)) throw new FoveaException($"augmentation {Entry.Name}: there must be three components of red, green and blue");
        values = Entry.Check([deviation, .. components.SelectMany(c => c)]);
    }

    /// <summary>Measures the components over all pixels of all samples: the eigenvectors of the covariance of red, green and blue, times the eigenvalues.</summary>
    /// <param name="data">RGB pictures.</param>
    /// <param name="deviation">The standard deviation of the amount of each component; 0 to 10.</param>
    /// <exception cref="FoveaException">The set is empty or its pictures are not RGB, or a sample is damaged.</exception>
    public static RandomColorShift Of(DataSet data, float deviation = 0.1f)
    {
        Rgb.Require(Entry.Name, data.Channels);
        if (data.Count == 0) throw new FoveaException($"data set {data.Name} is empty: it has no colours");
        double[] sum = new double[3];
        double[,] products = new double[3, 3];
        float[] pixels = new float[data.SampleLength];
        for (int i = 0; i < data.Count; i++)
        {
            data.Read(i, pixels, out _);
            for (int at = 0; at < pixels.Length; at += 3)
                for (int a = 0; a < 3; a++)
                {
                    sum[a] += pixels[at + a];
                    for (int b = 0; b <= a; b++) products[a, b] += (double)pixels[at + a] * pixels[at + b];
                }
        }
        double n = (double)data.Count * data.Height * data.Width;
        for (int a = 0; a < 3; a++)
            for (int b = 0; b <= a; b++) products[b, a] = products[a, b] = products[a, b] / n - sum[a] / n * (sum[b] / n);
        return new RandomColorShift(deviation, [.. SymmetricEigen.Of(products).Select(pair => (IReadOnlyList<float>)[.. pair.Vector.Select(v => (float)(v * pair.Value))])]);
    }

    /// <summary>The directions, each as long as its eigenvalue, the largest first.</summary>
    public IReadOnlyList<IReadOnlyList<float>> Components => [values[1..4], values[4..7], values[7..10]];

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Require(int height, int width, int channels) => Rgb.Require(Entry.Name, channels);

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        Span<float> shift = [0, 0, 0];
        for (int component = 0; component < 3; component++)
        {
            float amount = values[0] * random.NextGaussian();
            for (int c = 0; c < 3; c++) shift[c] += amount * values[1 + 3 * component + c];
        }
        for (int i = 0; i < source.Length; i += 3)
        {
            target[i] = Math.Clamp(source[i] + shift[0], 0, 1);
            target[i + 1] = Math.Clamp(source[i + 1] + shift[1], 0, 1);
            target[i + 2] = Math.Clamp(source[i + 2] + shift[2], 0, 1);
        }
    }

    private static IEnumerable<AugmentationParameter> Component(int number, float eigenvalue, float[] direction) =>
        direction.Select((value, c) => new AugmentationParameter($"{Names[c]}{number + 1}", eigenvalue * value, -10, 10,
            $"component {number + 1}, which is as long as its eigenvalue: its share of {Names[c]}"));
}
