namespace Fovea.Imaging;

/// <summary>Rows that are made from those of another image when they are asked for.</summary>
internal sealed class MadeRows(ImageRows source, RowMaker maker) : ImageRows(maker.Output)
{
    public override void Make(RowRange range, PixelRows target)
    {
        using RowBlock seen = source.Read(maker.Sees(range));
        maker.Run(seen.Rows, target, range);
    }

    // From rows that are there all can be made at once; else strips, so that no more of the source is made at a time than they see.
    public override void MakeAll(PixelRows target)
    {
        if (source is StoredRows stored) maker.Run(stored.Rows, target, RowRange.All(Kind));
        else base.MakeAll(target);
    }
}
