using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>Picks the sample of a rank by a <see cref="SelectionNetwork"/>, over lines that stay in the first cache.</summary>
internal sealed unsafe class NetworkStage<K> : OrderStage<K> where K : unmanaged, INumber<K>, IMinMaxValue<K>
{
    private const int CacheBytes = 24 << 10, VectorBytes = 64;

    private readonly SelectionNetwork network;
    private readonly int rows;      // rows of the window
    private readonly int tile;      // samples of the result that are made at a time
    private readonly int pitch;     // samples from a line to the next

    public NetworkStage(ImageKind input, WindowSize window, int rank, Border border) : base(input, RowWindow.Centred(window.Height, window.Width), border)
    {
        network = new SelectionNetwork(window, rank);
        rows = window.Height;
        int halo = (window.Width - 1) * input.Channels, vector = VectorBytes / sizeof(K);
        tile = Math.Max(CacheBytes / sizeof(K) / network.LineCount, Math.Max(2 * vector, 2 * halo)) / vector * vector;
        pitch = (tile + halo) / vector * vector + 2 * vector;
    }

    public override long StateBytes => (long)network.LineCount * (pitch * sizeof(K) + sizeof(K*));

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        if (Vector512.IsHardwareAccelerated) Run<KeyLanes512<K>, Vector512<K>>((K**)rows, (K*)results[0], state);
        else if (Vector256.IsHardwareAccelerated) Run<KeyLanes256<K>, Vector256<K>>((K**)rows, (K*)results[0], state);
        else Run<KeyLanes128<K>, Vector128<K>>((K**)rows, (K*)results[0], state);
    }

    private void Run<L, V>(K** window, K* result, byte* state) where L : IKeyLanes<K, V> where V : struct
    {
        K** lines = (K**)(state + (long)network.LineCount * pitch * sizeof(K));
        for (int i = rows; i < network.LineCount; i++) lines[i] = (K*)state + (long)i * pitch;
        int samples = Output.RowSamples, channels = Input.Channels;
        for (int x = 0; x < samples; x += tile)
        {
            int here = Math.Min(tile, samples - x);
            for (int i = 0; i < rows; i++) lines[i] = window[i] + FirstSample + x;
            foreach (ref readonly SelectionNetwork.Step step in network.Steps.AsSpan())
                Compare<L, V>(lines[step.A], lines[step.B] + step.Shift * channels, step.Low < 0 ? null : lines[step.Low], step.High < 0 ? null : lines[step.High],
                    here + step.Extent * channels);
            Unsafe.CopyBlockUnaligned(result + x, lines[network.Result] + network.ResultShift * channels, (uint)(here * sizeof(K)));
            Finish(result + x, here);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compare<L, V>(K* a, K* b, K* low, K* high, int count) where L : IKeyLanes<K, V> where V : struct
    {
        if (high == null)
            for (int x = 0; x < count; x += L.Count) L.Store(low + x, L.Min(L.Load(a + x), L.Load(b + x)));
        else if (low == null)
            for (int x = 0; x < count; x += L.Count) L.Store(high + x, L.Max(L.Load(a + x), L.Load(b + x)));
        else
            for (int x = 0; x < count; x += L.Count)
            {
                V left = L.Load(a + x), right = L.Load(b + x);
                L.Store(low + x, L.Min(left, right));
                L.Store(high + x, L.Max(left, right));
            }
    }
}
