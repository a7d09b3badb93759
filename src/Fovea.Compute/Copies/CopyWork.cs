namespace Fovea.Compute;

/// <summary>
/// A copy cut into tiles of two axes: across, the fastest of the target, and down, where the source is contiguous along another axis than the target
/// (a transposition). The other axes are counted through.
/// </summary>
internal unsafe struct CopyWork : Workers.IWork
{
    private const int TransposedSide = 64;

    public CopyAxes Axes;
    public float* Source, Target;

    private long across, acrossSource, acrossTarget, down, downSource, downTarget;
    private long tileAcross, tileDown, tilesAcross, tilesDown, tiles, tilesPerChunk;

    public readonly int Chunks => checked((int)((tiles + tilesPerChunk - 1) / tilesPerChunk));

    /// <summary>Chooses the two axes of a tile, and how many tiles are a chunk.</summary>
    public void Prepare(long elementsPerChunk)
    {
        (across, acrossSource, acrossTarget) = (1, 1, 1);
        (down, downSource, downTarget) = (1, 0, 0);
        if (Axes.Count > 0) Take(Axes.Count - 1, ref across, ref acrossSource, ref acrossTarget);
        int second = Axes.Count - 1;
        if (acrossTarget == 1 && acrossSource is not (0 or 1))
            for (int d = 0; d < Axes.Count; d++)
                if (Axes.Source[d] == 1) second = d;
        if (second >= 0) Take(second, ref down, ref downSource, ref downTarget);

        bool transposes = acrossTarget == 1 && downSource == 1;
        tileAcross = transposes ? Math.Min(across, TransposedSide) : Math.Min(across, elementsPerChunk);
        tileDown = transposes ? Math.Min(down, TransposedSide) : Math.Clamp(elementsPerChunk / tileAcross, 1, down);
        tilesAcross = (across + tileAcross - 1) / tileAcross;
        tilesDown = (down + tileDown - 1) / tileDown;
        tiles = tilesAcross * tilesDown;
        for (int d = 0; d < Axes.Count; d++) tiles *= Axes.Size[d];
        tilesPerChunk = Math.Max(1, elementsPerChunk / (tileAcross * tileDown));
    }

    private void Take(int d, ref long size, ref long source, ref long target)
    {
        (size, source, target) = (Axes.Size[d], Axes.Source[d], Axes.Target[d]);
        Axes.Remove(d);
    }

    public readonly void Run(int chunk)
    {
        long end = Math.Min((chunk + 1L) * tilesPerChunk, tiles);
        for (long tile = chunk * tilesPerChunk; tile < end; tile++)
        {
            long rest = tile / tilesAcross, i = (tile - rest * tilesAcross) * tileAcross;
            long outer = rest / tilesDown, j = (rest - outer * tilesDown) * tileDown;
            float* source = Source + i * acrossSource + j * downSource;
            float* target = Target + i * acrossTarget + j * downTarget;
            for (int d = Axes.Count - 1; d >= 0; d--)
            {
                long next = outer / Axes.Size[d], index = outer - next * Axes.Size[d];
                source += index * Axes.Source[d];
                target += index * Axes.Target[d];
                outer = next;
            }
            Tile(source, target, (int)Math.Min(tileAcross, across - i), Math.Min(tileDown, down - j));
        }
    }

    private readonly void Tile(float* source, float* target, int width, long height)
    {
        if (acrossTarget == 1 && downSource == 1 && height > 1)
        {
            Panels.TransposeOnly(source, (nint)acrossSource, (nint)height, width, target, (nint)downTarget);
            return;
        }
        for (; height > 0; height--, source += downSource, target += downTarget)
        {
            if (acrossTarget == 1 && acrossSource == 1) new ReadOnlySpan<float>(source, width).CopyTo(new Span<float>(target, width));
            else if (acrossTarget == 1 && acrossSource == 0) new Span<float>(target, width).Fill(*source);
            else
                for (long i = 0; i < width; i++) target[i * acrossTarget] = source[i * acrossSource];
        }
    }
}
