namespace Fovea.Imaging;

/// <summary>
/// Edges of an image of any size, channel by channel: the connected components of weak and strong pixels that have a strong one. Of the image one bit a pixel and channel is kept.
/// </summary>
internal sealed unsafe class ConnectedEdges : ImageRows
{
    private readonly ChosenComponents[] channels;

    /// <summary>Finds the edges among classes as <see cref="EdgeTracking"/> names them.</summary>
    public ConnectedEdges(ImageRows classes) : base(classes.Kind) => channels = [.. Enumerable.Range(0, Kind.Channels).Select(c => new ChosenComponents(classes,
        new Foreground(Kind, 0, c), new Foreground(Kind, EdgeTracking.Weak, c), Connectivity.Eight, new ComponentWish(MinArea: 1, MaxArea: long.MaxValue)))];

    public override int StripRows => ChosenComponents.StripRows;

    public override void Make(RowRange range, PixelRows target)
    {
        byte[] mask = new byte[Kind.Width];
        for (int c = 0; c < channels.Length; c++)
        {
            int channel = c;
            channels[c].Visit(range, (rows, strip) =>
            {
                for (int y = rows.From; y < rows.To; y++)
                {
                    byte* result = target.Row(y) + channel;
                    if (channels.Length == 1)
                    {
                        strip.Mask(y, result);
                        continue;
                    }
                    fixed (byte* row = mask) strip.Mask(y, row);
                    for (int x = 0; x < mask.Length; x++) result[(long)x * channels.Length] = mask[x];
                }
            });
        }
    }
}
