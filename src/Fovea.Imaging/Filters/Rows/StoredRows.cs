using System.Buffers;

namespace Fovea.Imaging;

/// <summary>The rows of an image in memory, or of a part of one.</summary>
internal sealed unsafe class StoredRows : ImageRows, IDisposable
{
    private readonly MemoryHandle handle;

    /// <summary>The rows of a part of an image, which stays where it is until they are disposed of.</summary>
    public StoredRows(Image image, Region region) : base(image.Kind with { Height = region.Height, Width = region.Width })
    {
        handle = image.Pin();
        Rows = new PixelRows((byte*)handle.Pointer + (long)region.Top * image.Kind.RowBytes + (long)region.Left * image.Kind.PixelBytes, image.Kind.RowBytes);
    }

    /// <summary>The rows of an image.</summary>
    public StoredRows(Image image) : this(image, new Region(0, 0, image.Height, image.Width)) { }

    /// <summary>Where they lie.</summary>
    public PixelRows Rows { get; }

    // They are there, so no strip is too long.
    public override int StripRows => Kind.Height;

    public override void Make(RowRange range, PixelRows target)
    {
        for (int y = range.From; y < range.To; y++) Rows.Row<byte>(y, Kind.RowBytes).CopyTo(target.Row<byte>(y, Kind.RowBytes));
    }

    public override void MakeAll(PixelRows target) => RowBlocks.Run(Kind.Height, (_, from, to) => Make(new RowRange(from, to), target));

    public override RowBlock Read(RowRange range) => new(Rows, null);

    public void Dispose() => handle.Dispose();
}
