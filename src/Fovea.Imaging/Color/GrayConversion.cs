namespace Fovea.Imaging;

/// <summary>From colour to grey.</summary>
public static class GrayConversion
{
    /// <summary>
    /// The luma of ITU-R Rec. 601, 0.299 R + 0.587 G + 0.114 B, of the samples as they are (no gamma is undone). Alpha is kept: 3 channels give 1,
    /// 4 give 2; grey images of 1 or 2 channels are copied. Integers are weighed in whole numbers, as OpenCV's <c>COLOR_RGB2GRAY</c> does, or as
    /// <paramref name="weights"/> say.
    /// </summary>
    /// <param name="image">An image of 1 to 4 channels.</param>
    /// <param name="weights">How integers are weighed; <see cref="LumaWeights.OpenCv"/> where not given.</param>
    /// <exception cref="FoveaException">The image has more than 4 channels.</exception>
    public static Image<T> ToGray<T>(this Image<T> image, LumaWeights? weights = null) where T : struct
    {
        ColorChannels.Require(image, nameof(ToGray));
        if (image.Channels <= 2) return image.Clone();
        RowStage stage = image.Depth switch
        {
            PixelDepth.UInt8 => new GrayStage<byte>(image.Kind, weights ?? LumaWeights.OpenCv),
            PixelDepth.UInt16 => new GrayStage<ushort>(image.Kind, weights ?? LumaWeights.OpenCv),
            _ => new GrayStage<float>(image.Kind, LumaWeights.OpenCv),
        };
        using StoredRows rows = new(image);
        return (Image<T>)new MadeRows(rows, new RowChain([stage])).ToImage();
    }
}
