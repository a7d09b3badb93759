namespace Fovea.Imaging;

/// <summary>
/// An image of which a few rows are had at a time. They lie in memory (<see cref="StoredRows"/>), or are made whenever they are asked for, so that what lies between two filters
/// need not be there as a whole.
/// </summary>
internal abstract unsafe class ImageRows(ImageKind kind)
{
    private const int StripBytes = 2 << 20, LeastStripRows = 32, MostStripRows = 128;

    /// <summary>Size and depth.</summary>
    public ImageKind Kind => kind;

    /// <summary>The rows to be had at once by those who need them all: few enough that they take little memory, and enough that what neighbouring strips both see costs little.</summary>
    public virtual int StripRows => Math.Clamp(StripBytes / Math.Max(1, kind.RowBytes), LeastStripRows, MostStripRows);

    /// <summary>Makes rows.</summary>
    /// <param name="range">Which.</param>
    /// <param name="target">Where they go, numbered as in the image.</param>
    public abstract void Make(RowRange range, PixelRows target);

    /// <summary>Makes all rows.</summary>
    public virtual void MakeAll(PixelRows target)
    {
        int rows = StripRows;
        RowBlocks.RunEach((kind.Height + rows - 1) / rows, strip => Make(new RowRange(strip * rows, Math.Min(kind.Height, (strip + 1) * rows)), target));
    }

    /// <summary>Rows in memory that is given back when they are disposed of.</summary>
    public virtual RowBlock Read(RowRange range)
    {
        byte* memory = StripMemory.Take((long)range.Count * kind.RowBytes + 64);
        RowBlock block = new(new PixelRows(memory, kind.RowBytes).NumberedFrom(range.From), memory);
        try
        {
            Make(range, block.Rows);
        }
        catch
        {
            block.Dispose();
            throw;
        }
        return block;
    }

    /// <summary>Shows rows, strip by strip from top to bottom.</summary>
    public void Visit(RowRange range, RowsAction action)
    {
        foreach (RowRange strip in range.Cut(StripRows))
        {
            using RowBlock block = Read(strip);
            action(block.Rows, strip);
        }
    }

    /// <summary>The whole image.</summary>
    public Image ToImage()
    {
        Image image = kind.New();
        using System.Buffers.MemoryHandle target = image.Pin();
        MakeAll(new PixelRows((byte*)target.Pointer, kind.RowBytes));
        return image;
    }
}

/// <summary>Rows, numbered as in their image, and the memory that was taken for them.</summary>
internal readonly unsafe struct RowBlock(PixelRows rows, byte* memory) : IDisposable
{
    public PixelRows Rows => rows;

    /// <summary>The same memory with other rows in it.</summary>
    public RowBlock With(PixelRows others) => new(others, memory);

    public void Dispose() => StripMemory.Give(memory);
}

/// <summary>What is done with some rows of an image.</summary>
internal delegate void RowsAction(PixelRows rows, RowRange range);
