using System.Numerics.Tensors;

namespace Fovea.Data;

/// <summary>
/// Reads, augments, checks and normalises the samples of a batch, for one thread at a time. What it writes depends on its arguments alone.
/// </summary>
internal sealed class BatchFiller(DataSet data, ulong seed, IReadOnlyList<IAugmentation> augmentations, Normalizer? normalizer)
{
    private readonly float[][] scratch = augmentations.Count == 0 ? [] : [new float[data.SampleLength], new float[data.SampleLength]];

    /// <summary>Fills a batch with the samples that stand at its place in an order.</summary>
    public void Fill(Batch batch, int epoch, int number, int batchSize, ReadOnlySpan<int> order)
    {
        int length = data.SampleLength, count = Math.Min(batchSize, order.Length - number * batchSize);
        (batch.Number, batch.Count) = (number, count);
        for (int i = 0; i < count; i++)
        {
            int index = order[number * batchSize + i];
            Span<float> target = batch.Images.AsSpan(i * length, length);
            int label = augmentations.Count == 0 ? Read(index, target) : ReadAugmented(index, epoch, target);
            normalizer?.Apply(target);
            batch.Labels[i] = label;
            batch.Indices[i] = index;
        }
        batch.Images.AsSpan(count * length).Clear();
        batch.Labels.AsSpan(count).Clear();
        batch.Indices.AsSpan(count).Clear();
    }

    private int Read(int index, Span<float> pixels)
    {
        data.Read(index, pixels, out int label);
        if (!TensorPrimitives.IsFiniteAll<float>(pixels)) throw NotFinite(index, pixels, "");
        return label;
    }

    private int ReadAugmented(int index, int epoch, Span<float> target)
    {
        int label = Read(index, scratch[0]);
        for (int k = 0; k < augmentations.Count; k++)
        {
            var random = new CounterRandom(seed, epoch, index, RandomPurpose.Augmentation + (uint)k);
            Span<float> to = k == augmentations.Count - 1 ? target : scratch[(k + 1) % 2];
            augmentations[k].Apply(scratch[k % 2], to, data.Height, data.Width, data.Channels, ref random);
        }
        if (!TensorPrimitives.IsFiniteAll<float>(target))
            throw NotFinite(index, target, $" after the augmentation {string.Join("+", augmentations)}");
        return label;
    }

    private FoveaException NotFinite(int index, ReadOnlySpan<float> pixels, string after)
    {
        int at = 0;
        while (float.IsFinite(pixels[at])) at++;
        int pixel = at / data.Channels;
        string place = $"row {pixel / data.Width}, column {pixel % data.Width}, channel {at % data.Channels}";
        return new FoveaException($"{data.Describe(index)}: the value at {place} is {pixels[at]}{after}",
            "pixels must be finite; repair the sample or leave it out with a subset");
    }
}
