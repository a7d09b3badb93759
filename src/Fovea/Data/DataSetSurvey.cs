using Fovea.Compute;

namespace Fovea.Data;

/// <summary>What a look at every sample of a data set finds.</summary>
/// <param name="Labels">The class of every sample; -1 where it cannot be read.</param>
/// <param name="PerClass">How many samples that can be read each class has.</param>
/// <param name="Mean">Per channel, the mean of their pixels.</param>
/// <param name="Deviation">Per channel, the standard deviation of their pixels.</param>
/// <param name="Damaged">Why the others cannot be read, in the order of the set.</param>
public sealed record DataSetSurvey(IReadOnlyList<int> Labels, IReadOnlyList<int> PerClass, double[] Mean, double[] Deviation, IReadOnlyList<BadFileException> Damaged)
{
    /// <summary>Samples that one thread looks at in a row; their sums are added in the order of the set, so the figures do not depend on the threads.</summary>
    private const int BlockLength = 64;

    /// <summary>Reads every sample, on as many threads as there are workers. Damaged files are put down; every other error is thrown.</summary>
    /// <exception cref="FoveaException">The set is empty, a label is none of its classes, or there is no sample that can be read.</exception>
    public static DataSetSurvey Of(DataSet data, CancellationToken cancellation = default)
    {
        if (data.Count == 0) throw new FoveaException($"data set {data.Name} is empty: it has no mean");
        int channels = data.Channels, blocks = (data.Count + BlockLength - 1) / BlockLength;
        int[] labels = new int[data.Count];
        double[] sums = new double[2 * channels * blocks];
        var damaged = new BadFileException?[data.Count];
        try
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = Workers.Threads, CancellationToken = cancellation }, block =>
            {
                float[] pixels = new float[data.SampleLength];
                Span<double> sum = sums.AsSpan(2 * channels * block, 2 * channels);
                for (int i = block * BlockLength; i < Math.Min(data.Count, (block + 1) * BlockLength); i++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    try
                    {
                        data.Read(i, pixels, out labels[i]);
                        Add(pixels, sum);
                    }
                    catch (BadFileException error)
                    {
                        (labels[i], damaged[i]) = (-1, error);
                    }
                }
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<FoveaException>().FirstOrDefault() is { } first)
        {
            throw new FoveaException(first.Message, inner: several);
        }
        BadFileException[] bad = [.. damaged.OfType<BadFileException>()];
        if (bad.Length == data.Count) throw bad[0];

        int[] perClass = new int[data.Classes.Count];
        foreach (int label in labels)
            if (label >= 0) perClass[label]++;
        double n = (double)(data.Count - bad.Length) * data.Height * data.Width;
        double[] mean = new double[channels], deviation = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            double sum = 0, squares = 0;
            for (int at = c; at < sums.Length; at += 2 * channels) (sum, squares) = (sum + sums[at], squares + sums[at + channels]);
            mean[c] = sum / n;
            deviation[c] = Math.Sqrt(Math.Max(0, squares / n - mean[c] * mean[c]));
        }
        return new DataSetSurvey(labels, perClass, mean, deviation, bad);
    }

    /// <summary>Adds the values of every channel, then their squares.</summary>
    private static void Add(float[] pixels, Span<double> sum)
    {
        int channels = sum.Length / 2;
        for (int at = 0; at < pixels.Length; at += channels)
            for (int c = 0; c < channels; c++)
            {
                double value = pixels[at + c];
                sum[c] += value;
                sum[channels + c] += value * value;
            }
    }
}
