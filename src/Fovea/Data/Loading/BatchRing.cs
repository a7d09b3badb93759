using System.Runtime.ExceptionServices;

namespace Fovea.Data;

/// <summary>
/// A few batches that background threads fill ahead of the consumer and that go round; with more than one thread, several work on one batch. Whoever fills a
/// part of a batch, it is the same; so the number of threads and their pace change only the time. Every epoch has its own threads, and <see cref="Stop"/>
/// waits for their end.
/// </summary>
internal sealed class BatchRing
{
    private readonly object gate = new();
    private readonly Slot[] slots;
    private readonly BatchFiller[] fillers;
    private readonly int batchSize, parts;
    private readonly bool inBackground;
    private readonly List<Thread> threads = [];

    // Parts below `claimed` have been given to a thread, counted through all batches; batches below `released` have been used, so their slots are free again.
    private long claimed, end;
    private int epoch, released;
    private bool stopped;

    /// <param name="batches">The batches that go round: the consumer's, and at least one that is filled meanwhile.</param>
    /// <param name="fillers">One for each thread.</param>
    /// <param name="sampleCount">The number of samples in an epoch.</param>
    /// <param name="batchSize">Samples of a full batch.</param>
    /// <param name="inBackground">Whether there are threads; otherwise whoever takes a batch fills it, with the first filler.</param>
    public BatchRing(Batch[] batches, BatchFiller[] fillers, int sampleCount, int batchSize, bool inBackground)
    {
        (this.fillers, this.batchSize, this.inBackground) = (fillers, batchSize, inBackground);
        Order = new int[sampleCount];
        slots = Array.ConvertAll(batches, batch => new Slot(batch));
        parts = inBackground ? Math.Min(fillers.Length, Math.Min(batchSize, sampleCount)) : 1;
    }

    /// <summary>The order of the samples in the epoch; to be set before <see cref="Start"/>.</summary>
    public int[] Order { get; }

    /// <summary>Sets the threads to work on the batches from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public void Start(int epoch, int start, int end)
    {
        (this.epoch, this.end) = (epoch, (long)end * parts);
        (claimed, released) = ((long)start * parts, start);
        stopped = false;
        foreach (Slot slot in slots) slot.Reset(parts);
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
        Slot slot = slots[number % slots.Length];
        if (!inBackground)
        {
            Fill(fillers[0], slot.Batch, number, part: 0);
            fillers[0].Finish(slot.Batch, epoch);
            return slot.Batch;
        }
        lock (gate)
        {
            released = number;
            Monitor.PulseAll(gate);
            while (slot.Missing > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate);
            }
            slot.Missing = parts;
        }
        (ExceptionDispatchInfo? error, slot.Error) = (slot.Error, null);
        error?.Throw();
        return slot.Batch;
    }

    /// <summary>Lets <see cref="Take"/> look whether its caller has given up.</summary>
    public void Wake()
    {
        lock (gate) Monitor.PulseAll(gate);
    }

    /// <summary>Ends the threads; each finishes the part that it is at.</summary>
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
            int number, part;
            lock (gate)
            {
                while (!stopped && claimed < end && claimed / parts - released >= slots.Length) Monitor.Wait(gate);
                if (stopped || claimed >= end) return;
                (number, part) = ((int)(claimed / parts), (int)(claimed % parts));
                claimed++;
            }
            Slot slot = slots[number % slots.Length];
            ExceptionDispatchInfo? error = TryFill(filler, slot.Batch, number, part);
            bool isLast;
            lock (gate)
            {
                // Of several errors that of the first sample, whichever thread was faster.
                if (error is not null && (slot.Error is null || part < slot.ErrorPart)) (slot.Error, slot.ErrorPart) = (error, part);
                isLast = slot.Missing == 1;
                if (!isLast) slot.Missing--;
            }
            if (!isLast) continue;
            error = slot.Error ?? TryFinish(filler, slot.Batch);
            lock (gate)
            {
                (slot.Error, slot.Missing) = (error, 0);
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Fill(BatchFiller filler, Batch batch, int number, int part)
    {
        int first = number * batchSize, count = Math.Min(batchSize, Order.Length - first);
        (batch.Number, batch.Count) = (number, count);
        filler.Fill(batch, epoch, (int)((long)count * part / parts), (int)((long)count * (part + 1) / parts), Order.AsSpan(first, count));
    }

    private ExceptionDispatchInfo? TryFill(BatchFiller filler, Batch batch, int number, int part)
    {
        try
        {
            Fill(filler, batch, number, part);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private ExceptionDispatchInfo? TryFinish(BatchFiller filler, Batch batch)
    {
        try
        {
            filler.Finish(batch, epoch);
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>A batch that goes round, and how far it is.</summary>
    private sealed class Slot(Batch batch)
    {
        public Batch Batch => batch;

        /// <summary>Parts that are not done yet; 0 when the batch can be taken.</summary>
        public int Missing { get; set; }

        public ExceptionDispatchInfo? Error { get; set; }

        public int ErrorPart { get; set; }

        public void Reset(int parts) => (Missing, Error) = (parts, null);
    }
}
