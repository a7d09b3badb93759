using System.Numerics;

namespace Fovea.Imaging;

/// <summary>A filter that changes the tones of each channel by what its histogram is, or that of all channels together; alpha is kept.</summary>
public abstract record HistogramFilter : WholeFilter
{
    private protected override ImageKind Check(ImageKind input) => input;

    internal override bool IsInPlace => true;

    internal override ImageRows Apply(ImageRows image) => image.Kind.Depth switch
    {
        PixelDepth.UInt8 => ValueTables.Rows(image, Tables<byte>(ValueCounts.Of(image)[..image.Kind.Colors])),
        PixelDepth.UInt16 => ValueTables.Rows(image, Tables<ushort>(ValueCounts.Of(image)[..image.Kind.Colors])),
        _ => ValueTables.Rows(image, image.Kind.Colors, Floats(image)),
    };

    /// <summary>The new value of each value, channel by channel, from the counts of values.</summary>
    private protected abstract T[][] Tables<T>(long[][] counts) where T : unmanaged, INumber<T>;

    /// <summary>What becomes of a channel's sample in an image of floats.</summary>
    private protected abstract Func<int, float, float> Floats(ImageRows image);
}
