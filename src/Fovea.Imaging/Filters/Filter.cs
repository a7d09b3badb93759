using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// A filter: a value that says what is done to an image, such as <c>new Gaussian(Sigma: 2)</c>. The parameters of a filter's constructor, with the
/// <see cref="ParameterAttribute"/>s on them, are the one declaration that the library, the command line, the documentation and the contract tests share.
/// Filters keep the units of samples (0 to 255 for bytes) and say in their summary where the depth of the result is not the input's.
/// </summary>
public abstract record Filter
{
    /// <summary>What the filter gives for an image of a kind.</summary>
    /// <exception cref="FoveaException">The filter does not take such an image, or a parameter is out of its range.</exception>
    public ImageKind ResultOf(ImageKind input)
    {
        FilterEntry entry = FilterRegistry.EntryOf(this);
        entry.Check(this);
        return Check(input);
    }

    /// <summary>The filter that computes it from a whole image; null where it is computed row by row.</summary>
    internal abstract WholeFilter? WholeFor(ImageKind input);

    /// <summary>The same after the parameters' ranges have been checked.</summary>
    private protected abstract ImageKind Check(ImageKind input);

    /// <summary>The error that this filter cannot do what is asked for.</summary>
    private protected FoveaException Wrong(string reason, string? hint = null) => new($"{FilterRegistry.EntryOf(this).Name}: {reason}", hint);

    /// <summary>The error that a window is larger than an image whose border is not to be seen.</summary>
    private protected ImageKind CheckSize(ImageKind result) => result.Height >= 1 && result.Width >= 1 ? result
        : throw Wrong("the window is larger than the image, and with the border 'valid' nothing is left", "use a smaller window or another border");
}

/// <summary>A filter that makes each row from a few rows; chains of them run in one pass over memory.</summary>
public abstract record RowFilter : Filter
{
    /// <summary>The steps for an image whose samples are of type <typeparamref name="T"/>.</summary>
    private protected abstract IEnumerable<RowStage> Steps<T>(ImageKind input) where T : unmanaged, INumber<T>, IMinMaxValue<T>;

    /// <summary>The steps for an image.</summary>
    internal IReadOnlyList<RowStage> StepsFor(ImageKind input) => input.Depth switch
    {
        PixelDepth.UInt8 => [.. Steps<byte>(input)],
        PixelDepth.UInt16 => [.. Steps<ushort>(input)],
        _ => [.. Steps<float>(input)],
    };

    /// <summary>The window that is given by its size or by its radius, or 3 x 3.</summary>
    private protected WindowSize WindowOf(WindowSize? size, int? radius) => (size, radius) switch
    {
        ({ } window, null) => window,
        (null, { } half) => 2 * half + 1,
        (null, null) => 3,
        _ => throw Wrong("size and radius are both given", "give one of them"),
    };

    internal override WholeFilter? WholeFor(ImageKind input) => null;

    private protected override ImageKind Check(ImageKind input) => StepsFor(input) is [.., var last] ? CheckSize(last.Output) : input;
}

/// <summary>A filter that is more than rows from a few rows: it may look through the whole image before it makes any of its result.</summary>
public abstract record WholeFilter : Filter
{
    /// <summary>Whether the result may be written over the image: each pixel is made from the one at its place, once the image has been looked through.</summary>
    internal virtual bool IsInPlace => false;

    /// <summary>Whether a few rows may be made from rows all over an image of a kind, so that it had better be there.</summary>
    internal virtual bool SeesAll(ImageKind input) => false;

    /// <summary>Looks through an image whose kind has been checked as far as needed, and gives the rows of the result, which are made when they are asked for.</summary>
    internal abstract ImageRows Apply(ImageRows image);

    internal sealed override WholeFilter WholeFor(ImageKind input) => this;
}
