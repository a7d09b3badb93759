using System.Runtime.ExceptionServices;

namespace Fovea.Data;

/// <summary>
/// A few batches that background threads fill ahead of the consumer and that go round. Whoever fills a batch, it is the same; so the number of
/// threads and their pace change only the time. Every epoch has its own threads, and <see cref="Stop"/> waits for their end.
/// </summary>
internal sealed class BatchRing
{
    private readonly object gate = new();
    private readonly Batch[] slots;
    private readonly BatchFiller[] fillers;
    private readonly int batchSize;
    private readonly bool inBackground;
    private readonly bool[] ready;
    private readonly ExceptionDispatchInfo?[] errors;
    private readonly List<Thread> threads = [];

    // Batches below `claimed` have been given to a thread; those below `released` have been used, so their slots are free again.
    private int epoch, claimed, released, end;
    private bool stopped;

    /// <param name="slots">The batches that go round: the consumer's, and at least one that is filled meanwhile.</param>
    /// <param name="fillers">One for each thread.</param>
    /// <param name="sampleCount">The number of samples in an epoch.</param>
    /// <param name="batchSize">Samples of a full batch.</param>
    /// <param name="inBackground">Whether there are threads; otherwise whoever takes a batch fills it, with the first filler.</param>
    public BatchRing(Batch[] slots, BatchFiller[] fillers, int sampleCount, int batchSize, bool inBackground)
    {
        (this.slots, this.fillers, this.batchSize, this.inBackground) = (slots, fillers, batchSize, inBackground);
        Order = new int[sampleCount];
        ready = new bool[slots.Length];
        errors = new ExceptionDispatchInfo?[slots.Length];
    }

    /// <summary>The order of the samples in the epoch; to be set before <see cref="Start"/>.</summary>
    public int[] Order { get; }

    /// <summary>Sets the threads to work on the batches from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public void Start(int epoch, int start, int end)
    {
        (this.epoch, this.end) = (epoch, end);
        claimed = released = start;
        stopped = false;
        Array.Clear(ready);
        Array.Clear(errors);
        for (int i = 0; i < (inBackground ? fillers.Length : 0); i++)
        {
            BatchFiller filler = fillers[i];
            var thread = new Thread(() => Work(filler)) { IsBackground = true, Name = $"Fovea loader {i}" };
            thread.Start();
            threads.Add(thread);
        }
    }

    /// <summary>Waits for a batch; the one taken before it is given back. Batches must be taken in order.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Batch Take(int number, CancellationToken cancellation)
    {
        int slot = number % slots.Length;
        if (!inBackground)
        {
            fillers[0].Fill(slots[slot], epoch, number, batchSize, Order);
            return slots[slot];
        }
        lock (gate)
        {
            released = number;
            Monitor.PulseAll(gate);
            while (!ready[slot])
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate);
            }
            ready[slot] = false;
        }
        errors[slot]?.Throw();
        return slots[slot];
    }

    /// <summary>Lets <see cref="Take"/> look whether its caller has given up.</summary>
    public void Wake()
    {
        lock (gate) Monitor.PulseAll(gate);
    }

    /// <summary>Ends the threads; each finishes the batch that it is at.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
        foreach (Thread thread in threads) thread.Join();
        threads.Clear();
    }

    private void Work(BatchFiller filler)
    {
        while (true)
        {
            int number;
            lock (gate)
            {
                while (!stopped && claimed < end && claimed - released >= slots.Length) Monitor.Wait(gate);
                if (stopped || claimed >= end) return;
                number = claimed++;
            }
            int slot = number % slots.Length;
            ExceptionDispatchInfo? error = null;
            try
            {
                filler.Fill(slots[slot], epoch, number, batchSize, Order);
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
            lock (gate)
            {
                errors[slot] = error;
                ready[slot] = true;
                Monitor.PulseAll(gate);
            }
        }
    }
}
