using System.Numerics;

namespace Fovea.Imaging;

/// <summary>A filter that takes the colours of an image of 3 channels, or of 3 and alpha, to another colour space.</summary>
public abstract record ColorFilter : RowFilter
{
    /// <summary>The step for a kind of image that has been checked.</summary>
    private protected abstract RowStage Step<T>(ImageKind input) where T : unmanaged, INumber<T>, IMinMaxValue<T>;

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        if (input.Channels is not (3 or 4))
            throw Wrong($"the image ({input}) has {input.Channels} {(input.Channels == 1 ? "channel" : "channels")}, a colour has 3, or 4 with alpha", input.Channels <= 2 ? "make it RGB with the filter 'rgb' or ToRgb()" : null);
        return [Step<T>(input)];
    }
}
