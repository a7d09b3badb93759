namespace Fovea.Compute.Tests;

internal static class Threads
{
    /// <summary>Runs the same computation with 1, 2 and 3 threads and fails unless all results have the same bits.</summary>
    public static void CheckSameBits(Func<float[]> compute, string what)
    {
        int before = Workers.Threads;
        try
        {
            Workers.Threads = 1;
            float[] first = compute();
            foreach (int threads in new[] { 2, 3 })
            {
                Workers.Threads = threads;
                float[] next = compute();
                Assert.Equal(first.Length, next.Length);
                for (int i = 0; i < first.Length; i++)
                    if (BitConverter.SingleToInt32Bits(first[i]) != BitConverter.SingleToInt32Bits(next[i]))
                        Assert.Fail($"{what}: element {i} is {first[i]:R} with 1 thread and {next[i]:R} with {threads}");
            }
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    /// <summary>Fails if the action, once warm, allocates on the calling thread.</summary>
    public static void CheckNoAllocation(Action action, string what)
    {
        for (int i = 0; i < 3; i++) action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) action();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated == 0, $"{what}: {allocated} bytes allocated in 10 calls");
    }
}
