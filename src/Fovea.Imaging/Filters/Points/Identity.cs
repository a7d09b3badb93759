namespace Fovea.Imaging;

/// <summary>The image as it is.</summary>
public sealed record Identity() : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Identity>("identity", "points", "B3", "the image as it is");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => [];
}
