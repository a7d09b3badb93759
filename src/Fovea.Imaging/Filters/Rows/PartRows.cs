namespace Fovea.Imaging;

/// <summary>A rectangle of an image as an image of its own.</summary>
internal sealed unsafe class PartRows(ImageRows source, Region region) : ImageRows(source.Kind with { Height = region.Height, Width = region.Width })
{
    public override int StripRows => Math.Min(source.StripRows, Kind.Height);

    public override void Make(RowRange range, PixelRows target)
    {
        using RowBlock block = Read(range);
        for (int y = range.From; y < range.To; y++) block.Rows.Row<byte>(y, Kind.RowBytes).CopyTo(target.Row<byte>(y, Kind.RowBytes));
    }

    public override RowBlock Read(RowRange range)
    {
        RowBlock block = source.Read(new RowRange(region.Top + range.From, region.Top + range.To));
        return block.With(new PixelRows(block.Rows.Row(region.Top) + (long)region.Left * Kind.PixelBytes, block.Rows.Stride));
    }
}
