using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

/// <summary>What the kernels found on this machine, for reports.</summary>
public static unsafe class Machine
{
    /// <summary>Bits of the vectors that the kernels use: 512, 256, 128, or 32 where there are none.</summary>
    public static int VectorBits { get; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 32;

    /// <summary>Rows of the register tile of matrix products.</summary>
    public static int TileRows => VectorBits switch { 512 => Lanes512.TileRows, 256 => Lanes256.TileRows, 128 => Lanes128.TileRows, _ => Lanes1.TileRows };

    /// <summary>Columns of the register tile of matrix products: two vectors.</summary>
    internal static int TileColumns => VectorBits / 16;

    /// <summary>One line: processors, threads in use and vector width.</summary>
    public static string Describe() =>
        $"{Count(Environment.ProcessorCount, "processor")}, {Count(Workers.Threads, "thread")}, {(VectorBits == 32 ? "no vectors" : $"{VectorBits}-bit vectors")}";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    /// <summary>
    /// Measures the multiply-add peak of all threads in GFLOP/s (a multiply-add counts as 2), in about a tenth of a second. The best of several
    /// short runs: what the kernels could reach at most.
    /// </summary>
    public static double MeasurePeak()
    {
        double best = 0;
        for (int run = 0; run < 12; run++)
        {
            PeakWork work = new() { Steps = run == 0 ? 10_000 : 200_000 };
            long start = Stopwatch.GetTimestamp();
            int threads = Workers.Threads;
            Workers.Run(threads, ref work);
            double flop = 2.0 * work.Steps * PeakWork.Accumulators * (VectorBits / 32) * threads;
            best = Math.Max(best, flop / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }

    /// <summary>
    /// Measures the bytes a second that all threads together read from one array and write to another, both far larger than the caches, in GB/s: what a pass over memory
    /// can reach at most. The best of several runs, in about a tenth of a second.
    /// </summary>
    public static double MeasureBandwidth()
    {
        const int Chunks = 64;
        const long Floats = 8 << 20;
        AlignedBuffer from = new(Floats * sizeof(float)), to = new(Floats * sizeof(float));
        CopyWork work = new() { From = from.Floats, To = to.Floats, Floats = Floats / Chunks };
        double best = 0;
        for (int run = 0; run < 10; run++)
        {
            long start = Stopwatch.GetTimestamp();
            Workers.Run(Chunks, ref work);
            best = Math.Max(best, 2.0 * Floats * sizeof(float) / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        GC.KeepAlive(from);
        GC.KeepAlive(to);
        return best;
    }

    private struct CopyWork : Workers.IWork
    {
        public float* From, To;
        public long Floats;

        public readonly void Run(int chunk) => new Span<float>(From + chunk * Floats, (int)Floats).CopyTo(new Span<float>(To + chunk * Floats, (int)Floats));
    }

    private struct PeakWork : Workers.IWork
    {
        public const int Accumulators = 12;
        public int Steps;

        public readonly void Run(int chunk)
        {
            float* sink = (float*)Workers.Scratch(64);
            if (Vector512.IsHardwareAccelerated) Loop<Lanes512, Vector512<float>>(Steps, sink);
            else if (Vector256.IsHardwareAccelerated) Loop<Lanes256, Vector256<float>>(Steps, sink);
            else if (Vector128.IsHardwareAccelerated) Loop<Lanes128, Vector128<float>>(Steps, sink);
            else Loop<Lanes1, float>(Steps, sink);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Loop<L, V>(int steps, float* sink) where L : ILanes<V> where V : struct
        {
            V x = L.Broadcast(0.5f), y = L.Broadcast(0.25f);
            V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (; steps > 0; steps--)
            {
                a = L.Fma(a, x, y); b = L.Fma(b, x, y); c = L.Fma(c, x, y); d = L.Fma(d, x, y);
                e = L.Fma(e, x, y); f = L.Fma(f, x, y); g = L.Fma(g, x, y); h = L.Fma(h, x, y);
                i = L.Fma(i, x, y); j = L.Fma(j, x, y); k = L.Fma(k, x, y); l = L.Fma(l, x, y);
            }
            a = L.Add(L.Add(L.Add(a, b), L.Add(c, d)), L.Add(L.Add(e, f), L.Add(g, h)));
            L.Store(sink, L.Add(a, L.Add(L.Add(i, j), L.Add(k, l))));
        }
    }
}
