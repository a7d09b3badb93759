using Fovea.Data;

namespace Fovea.Tests.Data;

/// <summary>
/// A small set of one's own: 8 samples of two classes; value p of sample i is (i + p / 100) / 16, except where the test puts something else.
/// </summary>
internal sealed class ArrayDataSet(int height, int width, params (int Sample, int Value, float Pixel)[] special)
    : DataSet("array", height, width, 1, ["even", "odd"], [0.5f], [0.25f])
{
    /// <summary>Called before each sample is read.</summary>
    public Action<int>? OnRead { get; init; }

    /// <summary>Replaces the label.</summary>
    public Func<int, int> Label { get; init; } = index => index % 2;

    public int Samples { get; init; } = 8;

    public override int Count => Samples;

    protected override void ReadSample(int index, Span<float> pixels, out int label)
    {
        OnRead?.Invoke(index);
        for (int p = 0; p < pixels.Length; p++) pixels[p] = (index + p / 100f) / 16;
        foreach ((int sample, int value, float pixel) in special)
            if (sample == index) pixels[value] = pixel;
        label = Label(index);
    }
}
