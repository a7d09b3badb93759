using System.Numerics;

namespace Fovea.Imaging;

/// <summary>A filter that changes the tones of each channel by what its histogram is, or that of all channels together; alpha is kept.</summary>
public abstract record HistogramFilter : WholeFilter
{
    private protected override ImageKind Check(ImageKind input) => input;

    internal override Image Run(Image image) => image switch
    {
        Image<byte> bytes => bytes.MapValues(Tables<byte>(ValueCounts.Of(bytes)[..Colors(image)])),
        Image<ushort> words => words.MapValues(Tables<ushort>(ValueCounts.Of(words)[..Colors(image)])),
        _ => Floats((Image<float>)image),
    };

    /// <summary>The channels that are no alpha.</summary>
    private protected static int Colors(Image image) => image.Channels - (image.HasAlpha ? 1 : 0);

    /// <summary>The new value of each value, channel by channel, from the counts of values.</summary>
    private protected abstract T[][] Tables<T>(long[][] counts) where T : unmanaged, INumber<T>;

    /// <summary>The result for floats.</summary>
    private protected abstract Image<float> Floats(Image<float> image);

    /// <summary>Every float of some channels replaced.</summary>
    private protected static Image<float> Map(Image<float> image, int channels, Func<int, float, float> value)
    {
        Image<float> result = image.Clone();
        RowBlocks.Run(image.Height, (_, from, to) =>
        {
            for (int y = from; y < to; y++)
            {
                Span<float> row = result.Row(y);
                for (int c = 0; c < channels; c++)
                    for (int i = c; i < row.Length; i += image.Channels) row[i] = value(c, row[i]);
            }
        });
        return result;
    }
}
