using System.Numerics.Tensors;

namespace Fovea.Data;

/// <summary>Takes the mean from every channel and divides by its deviation.</summary>
internal sealed class Normalizer
{
    private readonly float[] mean, deviation;

    public Normalizer(DataSet data)
    {
        // One row of the picture, so that the vector operations run along many pixels though the channels alternate.
        int channels = data.Channels, length = channels == 1 ? 1 : data.Width * channels;
        mean = [.. Enumerable.Range(0, length).Select(i => data.Mean[i % channels])];
        deviation = [.. Enumerable.Range(0, length).Select(i => data.Deviation[i % channels])];
    }

    /// <summary>(pixel - mean) / deviation, in place; whole rows.</summary>
    public void Apply(Span<float> pixels)
    {
        if (mean.Length == 1)
        {
            TensorPrimitives.Subtract(pixels, mean[0], pixels);
            TensorPrimitives.Divide(pixels, deviation[0], pixels);
            return;
        }
        for (; !pixels.IsEmpty; pixels = pixels[mean.Length..])
        {
            Span<float> row = pixels[..mean.Length];
            TensorPrimitives.Subtract<float>(row, mean, row);
            TensorPrimitives.Divide<float>(row, deviation, row);
        }
    }
}
