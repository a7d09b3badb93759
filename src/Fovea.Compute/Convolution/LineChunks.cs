namespace Fovea.Compute;

/// <summary>How the output lines of a batch are cut into chunks: several small images, or a few lines of a large one. Depends on the shape only.</summary>
internal readonly struct LineChunks
{
    /// <summary>Chunks that let a dozen threads finish at about the same time.</summary>
    public const int Usual = 16;

    private const long SmallestWork = 1 << 17;

    public readonly int Images, Lines, ImagesPerChunk, LinesPerChunk, ChunksPerImage, Count;

    /// <param name="images">Images of the batch.</param>
    /// <param name="lines">Lines of one image.</param>
    /// <param name="workPerLine">Multiply-adds of one line.</param>
    /// <param name="floatsPerLine">Floats that a line brings into the cache.</param>
    /// <param name="mostFloats">How many of them a chunk may bring.</param>
    /// <param name="wanted">How many chunks there should be where the work is large enough.</param>
    public LineChunks(int images, int lines, long workPerLine, long floatsPerLine, long mostFloats, long wanted)
    {
        (Images, Lines) = (images, lines);
        long all = (long)images * lines, chunks = Math.Clamp(all * workPerLine / SmallestWork, 1, Math.Max(1, wanted));
        long perChunk = Math.Max(1, Math.Min((all + chunks - 1) / Math.Max(1, chunks), mostFloats / Math.Max(1, floatsPerLine)));
        if (perChunk >= lines || lines == 0)
        {
            ImagesPerChunk = lines == 0 ? Math.Max(1, images) : (int)Math.Min(perChunk / lines, Math.Max(1, images));
            (LinesPerChunk, ChunksPerImage) = (lines, 1);
        }
        else
        {
            ImagesPerChunk = 1;
            ChunksPerImage = (int)((lines + perChunk - 1) / perChunk);
            LinesPerChunk = (lines + ChunksPerImage - 1) / ChunksPerImage;
            ChunksPerImage = (lines + LinesPerChunk - 1) / LinesPerChunk;
        }
        Count = (images + ImagesPerChunk - 1) / ImagesPerChunk * ChunksPerImage;
    }

    /// <summary>The images and lines of chunk <paramref name="chunk"/>.</summary>
    public (int Image, int Images, int First, int Lines) this[int chunk]
    {
        get
        {
            int image = chunk / ChunksPerImage * ImagesPerChunk, first = chunk % ChunksPerImage * LinesPerChunk;
            return (image, Math.Min(ImagesPerChunk, Images - image), first, Math.Min(LinesPerChunk, Lines - first));
        }
    }
}
