using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>Pictures of 8 bits that lie in memory as the bytes they are; byte b is read as b / 255.</summary>
public sealed class MemoryDataSet : DataSet
{
    private readonly byte[] pixels;
    private readonly int[] labels;

    /// <summary>A set over two arrays, which are kept, not copied.</summary>
    /// <param name="name">What messages call the set.</param>
    /// <param name="height">Rows of a sample.</param>
    /// <param name="width">Columns of a sample.</param>
    /// <param name="channels">Channels of a sample.</param>
    /// <param name="pixels">All samples one after the other, each rows x columns x channels.</param>
    /// <param name="labels">The samples' classes.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="mean">Per channel, the mean of the training pixels (0 to 1).</param>
    /// <param name="deviation">Per channel, the standard deviation of the training pixels.</param>
    /// <exception cref="FoveaException">The number of pixels does not fit the number of labels, or a label is none of the classes.</exception>
    public MemoryDataSet(string name, int height, int width, int channels, byte[] pixels, int[] labels, IReadOnlyList<string> classes,
        IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
        : base(name, height, width, channels, classes, mean, deviation)
    {
        if (pixels.Length != (long)labels.Length * SampleLength)
            throw new FoveaException($"data set {name}: {pixels.Length} pixels do not fit {labels.Length} labels of {height} x {width} x {channels}");
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes.Count)
                throw new FoveaException(
                    $"data set {name}, sample {i}: the label is {labels[i]}, but there are {classes.Count} classes (0 to {classes.Count - 1})");
        (this.pixels, this.labels) = (pixels, labels);
    }

    /// <inheritdoc/>
    public override int Count => labels.Length;

    /// <inheritdoc/>
    protected override void ReadSample(int index, Span<float> pixels, out int label)
    {
        PixelScale.Apply(this.pixels.AsSpan(index * pixels.Length, pixels.Length), pixels);
        label = labels[index];
    }

    /// <inheritdoc/>
    protected override Image<byte> ReadWhole(int index, out int label)
    {
        label = labels[index];
        return new Image<byte>(Height, Width, Channels, pixels.AsSpan(index * SampleLength, SampleLength));
    }
}
