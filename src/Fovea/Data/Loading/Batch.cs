namespace Fovea.Data;

/// <summary>
/// Some samples side by side. The arrays belong to the loader and are valid until the next batch is taken: copy what has to live longer.
/// </summary>
public sealed class Batch
{
    internal Batch(int capacity, int sampleLength, int classes, bool isMixed)
    {
        Images = new float[capacity * sampleLength];
        Labels = new float[capacity];
        Indices = new int[capacity];
        Targets = isMixed ? new float[capacity * classes] : null;
    }

    /// <summary>The pictures, batch x rows x columns x channels; zero beyond <see cref="Count"/> samples.</summary>
    public float[] Images { get; }

    /// <summary>The classes, as whole numbers, before any mixing; zero beyond <see cref="Count"/>.</summary>
    public float[] Labels { get; }

    /// <summary>
    /// Where the loader mixes samples, how much of each class is in each: batch x classes, the sum over the classes 1. Otherwise null, and
    /// <see cref="Labels"/> says all. Zero beyond <see cref="Count"/> samples.
    /// </summary>
    public float[]? Targets { get; }

    /// <summary>Which samples of the data set these are; zero beyond <see cref="Count"/>.</summary>
    public int[] Indices { get; }

    /// <summary>The number of samples: the batch size, or less in the last batch of an epoch.</summary>
    public int Count { get; internal set; }

    /// <summary>The batch's place in its epoch, from 0.</summary>
    public int Number { get; internal set; }
}
