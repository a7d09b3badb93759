namespace Fovea.Imaging;

/// <summary>
/// The luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601) of the samples as they are. Equals OpenCV's <c>COLOR_RGB2GRAY</c> for 8 and 16 bits. Alpha is kept; grey images stay.
/// What <see cref="GrayConversion.ToGray{T}"/> computes.
/// </summary>
public sealed record Gray() : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Gray>("gray", "color", "A2", "luma of RGB");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => input.Channels switch
    {
        > 4 => throw Wrong($"the image ({input}) has {input.Channels} channels; a picture has 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA)", "take one channel with the filter 'channel'"),
        <= 2 => [],
        _ => [new GrayStage<T>(input, LumaWeights.OpenCv)],
    };
}
