namespace Fovea.Compute.Tests;

public unsafe class WorkersTests
{
    private struct CountUp : Workers.IWork
    {
        public int* Seen;
        public readonly void Run(int chunk) => Interlocked.Increment(ref Seen[chunk]);
    }

    private struct Fails : Workers.IWork
    {
        public int At;
        public readonly void Run(int chunk)
        {
            if (chunk == At) throw new InvalidTimeZoneException($"chunk {chunk}");
        }
    }

    private struct Nests : Workers.IWork
    {
        public int* Seen;
        public readonly void Run(int chunk)
        {
            CountUp inner = new() { Seen = Seen + 8 * chunk };
            Workers.Run(8, ref inner);
        }
    }

    private struct KeepsState : Workers.IWork
    {
        public int Last;
        public void Run(int chunk) => Last = Math.Max(Last, chunk);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void RunsEveryChunkOnce(int threads)
    {
        int before = Workers.Threads;
        try
        {
            Workers.Threads = threads;
            int* seen = stackalloc int[100];
            for (int chunks = 0; chunks < 100; chunks++)
            {
                new Span<int>(seen, 100).Clear();
                CountUp work = new() { Seen = seen };
                for (int repeat = 0; repeat < 20; repeat++) Workers.Run(chunks, ref work);
                for (int i = 0; i < 100; i++) Assert.Equal(i < chunks ? 20 : 0, seen[i]);
            }
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    [Fact]
    public void WakesParkedThreads()
    {
        int* seen = stackalloc int[16];
        for (int repeat = 1; repeat <= 20; repeat++)
        {
            CountUp work = new() { Seen = seen };
            Workers.Run(16, ref work);
            Thread.Sleep(5);
            for (int i = 0; i < 16; i++) Assert.Equal(repeat, seen[i]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public void ThrowsWhatAChunkThrew(int at)
    {
        for (int repeat = 0; repeat < 10; repeat++)
        {
            Fails work = new() { At = at };
            InvalidTimeZoneException thrown = Assert.Throws<InvalidTimeZoneException>(() => Workers.Run(10, ref work));
            Assert.Equal($"chunk {at}", thrown.Message);
        }
        int* seen = stackalloc int[10];
        CountUp after = new() { Seen = seen };
        Workers.Run(10, ref after);
        for (int i = 0; i < 10; i++) Assert.Equal(1, seen[i]);
    }

    [Fact]
    public void NestedCallsRunInline()
    {
        int* seen = stackalloc int[64];
        Nests work = new() { Seen = seen };
        Workers.Run(8, ref work);
        for (int i = 0; i < 64; i++) Assert.Equal(1, seen[i]);
    }

    [Fact]
    public void CallsFromSeveralThreadsDoNotMix()
    {
        Thread[] threads = new Thread[4];
        int failures = 0;
        for (int t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                int* seen = stackalloc int[32];
                CountUp work = new() { Seen = seen };
                for (int repeat = 1; repeat <= 500; repeat++)
                {
                    Workers.Run(32, ref work);
                    for (int i = 0; i < 32; i++)
                        if (seen[i] != repeat) Interlocked.Increment(ref failures);
                }
            });
            threads[t].Start();
        }
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(0, failures);
    }

    [Fact]
    public void StateComesBackToTheCaller()
    {
        KeepsState work = default;
        Workers.Run(1, ref work);
        Workers.Run(50, ref work);
        Assert.Equal(49, work.Last);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void RefusesLessThanOneThread(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => Workers.Threads = threads);

    [Fact]
    public void ScratchIsAlignedAndGrows()
    {
        byte* small = Workers.Scratch(100);
        Assert.Equal(0u, (nuint)small % 64);
        byte* large = Workers.Scratch(1 << 20);
        Assert.Equal(0u, (nuint)large % 64);
        large[(1 << 20) - 1] = 1;
        Assert.True(large == Workers.Scratch(10), "a smaller request reuses the memory");
    }

    [Fact]
    public void AllocatesNothing()
    {
        int* seen = stackalloc int[16];
        nint at = (nint)seen;
        Threads.CheckNoAllocation(() =>
        {
            CountUp work = new() { Seen = (int*)at };
            Workers.Run(16, ref work);
        }, "Workers.Run");
    }
}
