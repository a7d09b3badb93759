using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Fovea.Compute;

/// <summary>
/// The threads of all kernels: a fork-join of persistent background threads. The caller takes part, chunks are handed out by an atomic
/// counter, a call allocates nothing and costs a few microseconds. A call made inside a chunk, or while another thread's call is running,
/// runs its chunks one after the other on the calling thread.
/// </summary>
/// <remarks>
/// How work is cut into chunks must depend on the problem's shape only, never on <see cref="Threads"/>: then no result depends on the
/// number of threads either.
/// </remarks>
public static unsafe class Workers
{
    /// <summary>Work that has been cut into chunks; chunks run in any order and at the same time.</summary>
    public interface IWork
    {
        /// <summary>Does chunk number <paramref name="chunk"/>, which counts from 0.</summary>
        void Run(int chunk);
    }

    // Long enough to bridge the gap between two kernels of one plan, short enough not to be seen as load when a program is idle.
    private const int SpinsBeforeParking = 2000;

    private static readonly object Gate = new();
    private static int threads = Environment.ProcessorCount;
    private static int started;

    private static int running;     // 1 while a call owns the fields below
    private static int generation;  // counts jobs; what the workers watch
    private static int parked;      // workers that wait at the gate
    private static int inside;      // workers that may be touching the job
    private static int open;        // 1 while workers may join the job
    private static delegate*<void*, int, void> function;
    private static void* state;
    private static int chunkCount;
    private static int nextChunk;
    private static ExceptionDispatchInfo? failure;

    [ThreadStatic] private static AlignedBuffer? scratch, outerScratch;

    /// <summary>How many threads take part in a call, the caller included; at first the number of processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int Threads
    {
        get => Volatile.Read(ref threads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref threads, value);
        }
    }

    /// <summary>
    /// Runs chunks 0 .. <paramref name="chunks"/> - 1 of <paramref name="work"/> and returns when all are done. If a chunk throws, chunks that
    /// have not begun are left out and the first exception is thrown again here.
    /// </summary>
    public static void Run<T>(int chunks, ref T work) where T : struct, IWork
    {
        if (chunks <= 0) return;
        int helpers = Math.Min(Threads, chunks) - 1;
        if (helpers <= 0 || Interlocked.CompareExchange(ref running, 1, 0) != 0)
        {
            for (int i = 0; i < chunks; i++) work.Run(i);
            return;
        }

        T local = work; // on this stack, where it cannot move while workers hold its address
        ExceptionDispatchInfo? thrown;
        try
        {
            if (Volatile.Read(ref started) < Threads - 1) Start();
            function = &Invoke<T>;
            state = Unsafe.AsPointer(ref local);
            chunkCount = chunks;
            nextChunk = 0;
            failure = null;
            Volatile.Write(ref open, 1);
            Interlocked.Increment(ref generation);
            if (Volatile.Read(ref parked) > 0)
                lock (Gate) Monitor.PulseAll(Gate);

            TakeChunks();

            // Workers that have not joined by now need not: every chunk has been handed out.
            Interlocked.Exchange(ref open, 0);
            SpinWait wait = default;
            while (Volatile.Read(ref inside) != 0) wait.SpinOnce(sleep1Threshold: -1);
            thrown = failure;
            failure = null;
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }

        work = local;
        thrown?.Throw();
    }

    /// <summary>
    /// Scratch memory of the calling thread, 64-byte aligned, at least <paramref name="bytes"/> long, content undefined. It only grows, and the
    /// next call on the same thread hands out the same memory: use it inside one chunk, and not across a call that may use it too.
    /// </summary>
    public static byte* Scratch(long bytes) => AtLeast(bytes, ref scratch);

    /// <summary>The same, other memory: for a chunk that calls kernels and keeps something across those calls.</summary>
    public static byte* OuterScratch(long bytes) => AtLeast(bytes, ref outerScratch);

    private static byte* AtLeast(long bytes, ref AlignedBuffer? buffer)
    {
        AlignedBuffer? mine = buffer;
        if (mine is null || mine.Bytes < bytes) buffer = mine = new AlignedBuffer(bytes + bytes / 4);
        return mine.Pointer;
    }

    private static void Invoke<T>(void* work, int chunk) where T : struct, IWork => Unsafe.AsRef<T>(work).Run(chunk);

    private static void TakeChunks()
    {
        try
        {
            while (true)
            {
                int chunk = Interlocked.Increment(ref nextChunk) - 1;
                if (chunk >= chunkCount) return;
                function(state, chunk);
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref nextChunk, chunkCount);
        }
    }

    private static void Start()
    {
        lock (Gate)
        {
            while (started < Threads - 1)
            {
                int index = started;
                new Thread(() => Work(index)) { IsBackground = true, Name = $"Fovea worker {index + 1}" }.Start();
                Volatile.Write(ref started, index + 1);
            }
        }
    }

    private static void Work(int index)
    {
        int seen = 0;
        while (true)
        {
            seen = Await(seen);
            if (index >= Threads - 1) continue;
            // Announce first, look second: the caller closes the job first and then waits for those who announced themselves.
            Interlocked.Increment(ref inside);
            if (Volatile.Read(ref open) != 0) TakeChunks();
            Interlocked.Decrement(ref inside);
        }
    }

    private static int Await(int seen)
    {
        for (int i = 0; i < SpinsBeforeParking; i++)
        {
            int now = Volatile.Read(ref generation);
            if (now != seen) return now;
            Thread.SpinWait(8);
        }

        lock (Gate)
        {
            // Announce first, look second, as above: either the caller sees this worker parked, or the worker sees the new job.
            Interlocked.Increment(ref parked);
            int now;
            while ((now = Volatile.Read(ref generation)) == seen) Monitor.Wait(Gate);
            Interlocked.Decrement(ref parked);
            return now;
        }
    }
}
