using Fovea.Compute;

namespace Fovea.Data;

/// <summary>
/// Gives a data set in batches, epoch by epoch: shuffled, augmented, normalised, and read ahead on threads of its own.
/// A batch is a function of (data, batch size, seed, epoch, number) alone: the number of threads changes nothing, and an epoch can be entered
/// at any batch.
/// </summary>
/// <example>
/// <code>
/// var loader = new DataLoader(Mnist.Load(), batchSize: 128, shuffle: true, seed: 1);
/// foreach (Batch batch in loader.Epoch(0)) Train(batch.Images, batch.Labels, batch.Count);
/// </code>
/// </example>
public sealed class DataLoader
{
    private const int MostThreads = 1024;

    private readonly ulong seed;
    private readonly Augmenter augmenter;
    private readonly Normalizer? normalizer;
    private readonly int threads, prefetch;

    // The arrays of the last epoch, for the next; an epoch that runs beside another makes its own.
    private BatchRing? spare;

    /// <summary>A loader over a data set.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">Samples in a batch; at least 1.</param>
    /// <param name="shuffle">Gives the samples in another random order each epoch; otherwise in the order of the set.</param>
    /// <param name="seed">Fixes the orders and the augmentations.</param>
    /// <param name="dropLast">Leaves out the last batch of an epoch if it would not be full.</param>
    /// <param name="augmentations">
    /// Random changes, applied to each sample in this order, new in each epoch; null for none. What chooses a part of the whole picture must be the first,
    /// what mixes samples the last.
    /// </param>
    /// <param name="normalize">Takes the set's mean and divides by its deviation, channel by channel; otherwise pixels stay 0 to 1.</param>
    /// <param name="threads">
    /// Background threads; 0 to read on the thread that takes the batches. Where not given: one for samples in memory, and as many as there are workers
    /// (<see cref="Workers.Threads"/>) where pictures are decoded or augmented. With more than one, several work on one batch.
    /// </param>
    /// <param name="prefetch">How many batches are made ahead; at least 1.</param>
    /// <exception cref="FoveaException">
    /// A number is out of range, the set is empty, or no batch would be left; an augmentation stands at a wrong place, or is not for such samples.
    /// </exception>
    public DataLoader(DataSet data, int batchSize, bool shuffle = false, ulong seed = 0, bool dropLast = false,
        IReadOnlyList<IAugmentation>? augmentations = null, bool normalize = true, int? threads = null, int prefetch = 3)
    {
        this.threads = threads ?? (data.Preparation is null && augmentations is null or [] ? 1 : Math.Min(Workers.Threads, MostThreads));
        if (batchSize < 1) throw new FoveaException($"DataLoader: the batch size must be at least 1, not {batchSize}");
        if (threads is < 0 or > MostThreads) throw new FoveaException($"DataLoader: the number of threads must be 0 to {MostThreads}, not {threads}");
        if (prefetch is < 1 or > 1024) throw new FoveaException($"DataLoader: the number of batches made ahead must be 1 to 1024, not {prefetch}");
        if (data.Count == 0) throw new FoveaException($"DataLoader: data set {data.Name} is empty");
        if (dropLast && data.Count < batchSize)
            throw new FoveaException($"DataLoader: data set {data.Name} has {data.Count} samples, so dropLast leaves no batch of {batchSize}",
                "take smaller batches, or keep the last one");
        if ((long)Math.Min(batchSize, data.Count) * data.SampleLength > Array.MaxLength)
            throw new FoveaException(
                $"DataLoader: a batch of {batchSize} samples of {data.Height} x {data.Width} x {data.Channels} does not fit into one array",
                "take smaller batches");
        Data = data;
        BatchSize = batchSize;
        IsShuffled = shuffle;
        BatchCount = data.Count / batchSize + (!dropLast && data.Count % batchSize > 0 ? 1 : 0);
        this.seed = seed;
        augmenter = new Augmenter(augmentations ?? [], data.Height, data.Width, data.Channels);
        normalizer = normalize ? new Normalizer(data) : null;
        this.prefetch = prefetch;
    }

    /// <summary>The samples.</summary>
    public DataSet Data { get; }

    /// <summary>Samples in a full batch.</summary>
    public int BatchSize { get; }

    /// <summary>Whether the order changes from epoch to epoch.</summary>
    public bool IsShuffled { get; }

    /// <summary>Whether samples are mixed, so that batches have <see cref="Batch.Targets"/>.</summary>
    public bool IsMixed => augmenter.Mixings.Length > 0;

    /// <summary>Batches in an epoch.</summary>
    public int BatchCount { get; }

    /// <summary>Samples in an epoch: all of the set, or as many as fill whole batches.</summary>
    public int SampleCount => (int)Math.Min((long)BatchCount * BatchSize, Data.Count);

    /// <summary>
    /// The batches of an epoch in order. They are made when they are enumerated, with arrays that go round: a batch is valid until the next is taken.
    /// Leaving the loop early ends the threads. An error in a background thread is thrown here, in place of the batch that it broke.
    /// </summary>
    /// <param name="epoch">The epoch, from 0: fixes order and augmentations.</param>
    /// <param name="startBatch">The first batch to give, 0 to <see cref="BatchCount"/>; the others are as if the epoch had begun at 0.</param>
    /// <param name="cancellation">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FoveaException">
    /// Epoch or batch are out of range; while enumerating: a pixel is not finite, or a label none of the classes.
    /// </exception>
    public IEnumerable<Batch> Epoch(int epoch, int startBatch = 0, CancellationToken cancellation = default)
    {
        if (epoch < 0) throw new FoveaException($"DataLoader: the epoch must be at least 0, not {epoch}");
        if (startBatch < 0 || startBatch > BatchCount)
            throw new FoveaException($"DataLoader: the first batch must be 0 to {BatchCount}, not {startBatch}");
        return Run(epoch, startBatch, cancellation);
    }

    private IEnumerable<Batch> Run(int epoch, int startBatch, CancellationToken cancellation)
    {
        BatchRing ring = Interlocked.Exchange(ref spare, null) ?? MakeRing();
        using CancellationTokenRegistration registration = cancellation.Register(ring.Wake);
        try
        {
            if (IsShuffled) Permutation.Fill(ring.Order, seed, epoch, RandomPurpose.Shuffle);
            ring.Start(epoch, startBatch, BatchCount);
            for (int number = startBatch; number < BatchCount; number++)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return ring.Take(number, cancellation);
            }
        }
        finally
        {
            ring.Stop();
            spare = ring;
        }
    }

    private BatchRing MakeRing()
    {
        int capacity = Math.Min(BatchSize, Data.Count);
        var fillers = new BatchFiller[Math.Max(1, threads)];
        for (int i = 0; i < fillers.Length; i++) fillers[i] = new BatchFiller(Data, seed, augmenter, normalizer);
        var slots = new Batch[threads == 0 ? 1 : prefetch + 1];
        for (int i = 0; i < slots.Length; i++) slots[i] = new Batch(capacity, Data.SampleLength, Data.Classes.Count, IsMixed);
        var ring = new BatchRing(slots, fillers, Data.Count, BatchSize, inBackground: threads > 0);
        for (int i = 0; i < Data.Count; i++) ring.Order[i] = i;
        return ring;
    }
}
