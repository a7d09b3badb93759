using System.Numerics;
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
        public void Run(int band)
        {
            int width = kind.RowSamples, from = band * BandRows, to = Math.Min(kind.Height, from + BandRows);
            Stack<int> pending = [];
            for (int y = from; y < to; y++)
            {
                Span<byte> row = new(pixels + (long)y * width, width);
                for (int x = 0; ; x++)
                {
                    int next = row[x..].IndexOf(Strong);
                    if (next < 0) break;
                    x += next;
                    row[x] = Edge;
                    pending.Push(y * width + x);
                    Follow(pending, width);
                }
            }
        }

        private void Follow(Stack<int> pending, int width)
        {
            int channels = kind.Channels;
            while (pending.TryPop(out int at))
            {
                int y = at / width, x = at - y * width;
                int left = x >= channels ? -channels : 0, right = x < width - channels ? channels : 0;
                for (int row = y > 0 ? at - width : at, last = y < kind.Height - 1 ? at + width : at; row <= last; row += width)
                    for (int place = row + left; place <= row + right; place += channels)
                        if ((byte)(pixels[place] - Weak) <= Strong - Weak)
                        {
                            pixels[place] = Edge;
                            pending.Push(place);
                        }
            }
        }
    }

    private readonly struct FinishWork(ImageKind kind, byte* pixels) : Workers.IWork
    {
        public void Run(int band)
        {
            long from = (long)band * BandRows * kind.RowSamples, to = Math.Min(kind.Height, (band + 1L) * BandRows) * kind.RowSamples, x = from;
            for (; x <= to - Vector<byte>.Count; x += Vector<byte>.Count) Vector.Equals(Vector.Load(pixels + x), new Vector<byte>(Edge)).Store(pixels + x);
            for (; x < to; x++) pixels[x] = pixels[x] == Edge ? Edge : (byte)0;
        }
    }
}
