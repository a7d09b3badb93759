using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// Hysteresis: weak pixels stay where they are joined to a strong one over the eight neighbours, directly or through other weak ones. Strong pixels are followed in place, which takes
/// little time, but as much memory as there are edges; <see cref="ConnectedEdges"/> does it for images of any size.
/// </summary>
internal static unsafe class EdgeTracking
{
    /// <summary>A pixel that is an edge only where it is joined to one.</summary>
    public const byte Weak = 1;

    /// <summary>A pixel that is an edge.</summary>
    public const byte Strong = 2;

    private const byte Edge = 255;
    private const int BandRows = 64;

    /// <summary>Makes 255 of strong pixels and of the weak ones that are joined to them, and 0 of all others; every channel by itself.</summary>
    /// <param name="kind">The size.</param>
    /// <param name="pixels">The classes, rows without a gap, which become the result.</param>
    public static void Run(ImageKind kind, byte* pixels)
    {
        int bands = (kind.Height + BandRows - 1) / BandRows;
        FollowWork follow = new(kind, pixels);
        Workers.Run(bands, ref follow);
        FinishWork finish = new(kind, pixels);
        Workers.Run(bands, ref finish);
    }

    /// <summary>
    /// Follows edges from the strong pixels of a band, also into other bands. Threads may meet: then a pixel is followed twice, and the result is the same, because a pixel
    /// only ever becomes an edge and whoever makes it one follows it.
    /// </summary>
    private readonly struct FollowWork(ImageKind kind, byte* pixels) : Workers.IWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int band)
        {
            int from = band * BandRows, to = Math.Min(kind.Height, from + BandRows), width = kind.RowSamples, lanes = Vector256<byte>.Count;
            PendingPixels pending = new();
            for (int y = from; y < to; y++)
            {
                byte* row = pixels + (long)y * width;
                int x = 0;
                for (; x <= width - lanes; x += lanes)
                    // Those that have been followed since are edges by now.
                    for (uint strong = Vector256.Equals(Vector256.Load(row + x), Vector256.Create(Strong)).ExtractMostSignificantBits(); strong != 0; strong &= strong - 1)
                        Follow(y, x + BitOperations.TrailingZeroCount(strong), ref pending);
                for (; x < width; x++) Follow(y, x, ref pending);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Follow(int y, int x, ref PendingPixels pending)
        {
            int width = kind.RowSamples, channels = kind.Channels, bottom = kind.Height - 1;
            byte* first = pixels + (long)y * width + x;
            if (*first != Strong) return;
            *first = Edge;
            do
            {
                byte* at = pixels + (long)y * width + x;
                int left = x >= channels ? -channels : 0, right = x < width - channels ? channels : 0;
                for (int down = y > 0 ? -1 : 0; down <= (y < bottom ? 1 : 0); down++)
                {
                    byte* row = at + (long)down * width;
                    for (int aside = left; aside <= right; aside += channels)
                    {
                        if ((byte)(row[aside] - Weak) > Strong - Weak) continue;
                        row[aside] = Edge;
                        pending.Push(y + down, x + aside);
                    }
                }
            }
            while (pending.TryPop(out y, out x));
        }
    }

    /// <summary>Pixels whose neighbours are still to be looked at.</summary>
    private struct PendingPixels()
    {
        private (int Y, int X)[] places = new (int, int)[1024];
        private int count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Push(int y, int x)
        {
            if (count == places.Length) Array.Resize(ref places, 2 * count);
            places[count++] = (y, x);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryPop(out int y, out int x)
        {
            if (count == 0)
            {
                (y, x) = (0, 0);
                return false;
            }
            (y, x) = places[--count];
            return true;
        }
    }

    private readonly struct FinishWork(ImageKind kind, byte* pixels) : Workers.IWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int band)
        {
            long from = (long)band * BandRows * kind.RowSamples, to = Math.Min(kind.Height, (band + 1L) * BandRows) * kind.RowSamples, x = from;
            for (; x <= to - Vector<byte>.Count; x += Vector<byte>.Count) Vector.Equals(Vector.Load(pixels + x), new Vector<byte>(Edge)).Store(pixels + x);
            for (; x < to; x++) pixels[x] = pixels[x] == Edge ? Edge : (byte)0;
        }
    }
}
