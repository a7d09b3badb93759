using Fovea.Compute;
using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>
/// Reads, augments, checks and normalises the samples of a batch, for one thread at a time. What it writes depends on its arguments alone.
/// </summary>
internal sealed class BatchFiller(DataSet data, ulong seed, Augmenter augmenter, Normalizer? normalizer)
{
    private readonly float[][] scratch = augmenter.Changes.Length == 0 && augmenter.Mixings.Length == 0 ? [] : [new float[data.SampleLength], new float[data.SampleLength]];
    private readonly float[] keptTarget = augmenter.Mixings.Length == 0 ? [] : new float[data.Classes.Count];

    /// <summary>Fills some places of a batch with the samples that stand there in an order.</summary>
    /// <param name="batch">The batch, with its number and count.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The place after the last.</param>
    /// <param name="order">The samples of the batch.</param>
    public void Fill(Batch batch, int epoch, int from, int to, ReadOnlySpan<int> order)
    {
        int length = data.SampleLength;
        for (int i = from; i < to; i++)
        {
            Span<float> target = batch.Images.AsSpan(i * length, length);
            batch.Labels[i] = ReadAugmented(order[i], epoch, target);
            batch.Indices[i] = order[i];
            normalizer?.Apply(target);
        }
    }

    /// <summary>Once all its places are filled: mixes the samples of a batch in pairs, the first with the last and so on, and clears what lies beyond.</summary>
    public void Finish(Batch batch, int epoch)
    {
        int length = data.SampleLength, classes = data.Classes.Count;
        batch.Images.AsSpan(batch.Count * length).Clear();
        batch.Labels.AsSpan(batch.Count).Clear();
        batch.Indices.AsSpan(batch.Count).Clear();
        if (batch.Targets is not { } targets) return;

        targets.AsSpan().Clear();
        for (int i = 0; i < batch.Count; i++) targets[i * classes + (int)batch.Labels[i]] = 1;
        float[] kept = scratch[0];
        foreach ((IMixingAugmentation mixing, RandomPurpose purpose) in augmenter.Mixings)
            for (int i = 0, j = batch.Count - 1; i < j; i++, j--)
            {
                batch.Images.AsSpan(i * length, length).CopyTo(kept);
                targets.AsSpan(i * classes, classes).CopyTo(keptTarget);
                Mix(i, batch.Images.AsSpan(j * length, length), targets.AsSpan(j * classes, classes));
                Mix(j, kept, keptTarget);

                void Mix(int place, ReadOnlySpan<float> other, ReadOnlySpan<float> otherTarget)
                {
                    var random = new CounterRandom(seed, epoch, batch.Indices[place], purpose);
                    Span<float> target = targets.AsSpan(place * classes, classes);
                    float share = mixing.Mix(batch.Images.AsSpan(place * length, length), other, data.Height, data.Width, data.Channels, ref random);
                    for (int c = 0; c < classes; c++) target[c] = share * target[c] + (1 - share) * otherTarget[c];
                }
            }
    }

    private int ReadAugmented(int index, int epoch, Span<float> target)
    {
        int last = augmenter.Changes.Length - 1;
        int label = Read(index, epoch, last < 0 ? target : scratch[0]);
        for (int k = 0; k <= last; k++)
        {
            (ISampleAugmentation augmentation, RandomPurpose purpose) = augmenter.Changes[k];
            var random = new CounterRandom(seed, epoch, index, purpose);
            augmentation.Apply(scratch[k % 2], k == last ? target : scratch[(k + 1) % 2], data.Height, data.Width, data.Channels, ref random);
        }
        if (last >= 0 && !Finite.All(target)) throw NotFinite(index, target, $" after the augmentation {augmenter}");
        return label;
    }

    private int Read(int index, int epoch, Span<float> pixels)
    {
        int label;
        if (augmenter.Framing is { } framing)
        {
            Image<byte> picture = data.ReadPicture(index, out label);
            if (picture.Channels != data.Channels) throw new FoveaException($"{data.Describe(index)}: the picture has {picture.Channels} channels, samples have {data.Channels}");
            var random = new CounterRandom(seed, epoch, index, RandomPurpose.Augmentation);
            PixelScale.Apply(framing.Frame(picture.Height, picture.Width, data.Height, data.Width, ref random), picture, pixels);
            return label;
        }
        data.Read(index, pixels, out label);
        if (!Finite.All(pixels)) throw NotFinite(index, pixels, "");
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
