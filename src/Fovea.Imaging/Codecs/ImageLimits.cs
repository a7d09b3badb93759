namespace Fovea.Imaging;

/// <summary>
/// How large an image may be that a reader accepts. The limits are checked against the file's header before memory for pixels is taken.
/// Independent of them, a reader never takes more memory for pixels than a file of its length can hold.
/// </summary>
public sealed record ImageLimits
{
    /// <summary>The limits that hold where none are given: 2^28 pixels (16384 x 16384), 512 MiB of decoded samples and 100 scans.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>No limits but what one array can hold; only for files from a trusted source.</summary>
    public static ImageLimits None { get; } = new() { MaxPixels = long.MaxValue, MaxBytes = long.MaxValue, MaxScans = int.MaxValue };

    /// <summary>The largest number of pixels, rows x columns.</summary>
    public long MaxPixels { get; init; } = 1L << 28;

    /// <summary>The largest size of the decoded samples in bytes. A stream that cannot seek may not be longer than that either.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>
    /// The most scans of a progressive JPEG. Those of the usual encoders have about ten; a file made to keep a reader busy has thousands, each of which goes over the whole picture.
    /// </summary>
    public int MaxScans { get; init; } = 100;
}
