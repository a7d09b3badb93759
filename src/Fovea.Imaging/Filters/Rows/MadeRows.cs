namespace Fovea.Imaging;

/// <summary>Rows that are made from those of another image when they are asked for.</summary>
internal sealed class MadeRows(ImageRows source, RowMaker maker) : ImageRows(maker.Output)
{
    /// <summary>What steps make of an image: one chain with the steps that make it, where there are such, so that nothing of it lies in memory.</summary>
    public static MadeRows Chained(ImageRows image, IReadOnlyList<RowStage> steps) => image is MadeRows { Maker: RowChain chain } made && steps[0].Border.Kind != BorderKind.Wrap
        ? new MadeRows(made.Source, new RowChain([.. chain.Stages, .. steps])) : new MadeRows(image, new RowChain(steps));

    private ImageRows Source => source;

    private RowMaker Maker => maker;

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
