namespace Fovea.Compute;

/// <summary>
/// The implicit left matrix of a convolution: row (n, gy, gx) of a grid is the concatenation, over taps, of the channels of source pixel
/// (n, gy StepY + TapY[t], gx StepX + TapX[t]), zero outside the source. Rows are copied piece by piece when they are needed; the matrix never exists.
/// </summary>
internal unsafe struct Gather
{
    public float* Source;
    public int SourceHeight, SourceWidth, SourceChannels;

    /// <summary>Channels taken from each pixel (those of one group).</summary>
    public int Channels;

    public int GridHeight, GridWidth, StepY, StepX;
    public int* TapY, TapX;

    /// <summary>Copies elements [<paramref name="k0"/>, k0 + <paramref name="k"/>) of row (n, gy, gx) to <paramref name="to"/>.</summary>
    public readonly void Row(int n, int gy, int gx, int k0, int k, float* to)
    {
        float* image = Source + (nint)n * SourceHeight * SourceWidth * SourceChannels;
        int tap = k0 / Channels, channel = k0 - tap * Channels, y0 = gy * StepY, x0 = gx * StepX;
        while (k > 0)
        {
            int run = Math.Min(Channels - channel, k), y = y0 + TapY[tap], x = x0 + TapX[tap];
            if ((uint)y < (uint)SourceHeight && (uint)x < (uint)SourceWidth)
            {
                float* from = image + ((nint)y * SourceWidth + x) * SourceChannels + channel;
                if (run < 16)
                    for (int i = 0; i < run; i++) to[i] = from[i];
                else new ReadOnlySpan<float>(from, run).CopyTo(new Span<float>(to, run));
            }
            else new Span<float>(to, run).Clear();
            to += run;
            k -= run;
            channel = 0;
            tap++;
        }
    }
}
