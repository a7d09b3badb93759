using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Kinds of noise.</summary>
public enum NoiseKind
{
    /// <summary>A normal random number is added to every sample.</summary>
    Gaussian,

    /// <summary>Some pixels become black or white ("salt and pepper").</summary>
    Salt,

    /// <summary>A random number, even between -sigma and sigma, is added to every sample.</summary>
    Uniform,
}

/// <summary>
/// Noise for experiments. The same seed gives the same noise at the same place of an image of the same size, on any number of threads. Integer results are rounded (halves to
/// even) and clamped; floats are not clamped. Alpha is kept.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Sigma">The deviation (half the width for uniform noise), in the samples' own units; nothing to salt and pepper.</param>
/// <param name="Amount">The share of pixels that salt and pepper take, half of them white.</param>
/// <param name="Seed">What the random numbers follow from.</param>
public sealed record Noise([Parameter("kind of noise")] NoiseKind Kind = NoiseKind.Gaussian,
    [Parameter("deviation, or half the width of uniform noise, in the samples' own units", Min = 0)] double Sigma = 10,
    [Parameter("share of the pixels that salt takes", Min = 0, Max = 1)] double Amount = 0.05,
    [Parameter("what the random numbers follow from")] int Seed = 0) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Noise>("noise", "points", "A1", "random noise for experiments", "gray | noise sigma=20");

    private protected override ImageKind Check(ImageKind input) => input;

    internal override unsafe ImageRows Apply(ImageRows image) => new MadeRows(image, image.Kind.Depth switch
    {
        PixelDepth.UInt8 => new EachRow(image.Kind, image.Kind, (y, from, to) => Row(image.Kind, y, (byte*)from, (byte*)to)),
        PixelDepth.UInt16 => new EachRow(image.Kind, image.Kind, (y, from, to) => Row(image.Kind, y, (ushort*)from, (ushort*)to)),
        _ => new EachRow(image.Kind, image.Kind, (y, from, to) => Row(image.Kind, y, (float*)from, (float*)to)),
    });

    private unsafe void Row<T>(ImageKind image, int y, T* from, T* to) where T : unmanaged, INumber<T>
    {
        T white = T.CreateTruncating(Samples.White(image.Depth));
        int channels = image.Channels, colors = image.Colors;
        new ReadOnlySpan<T>(from, image.RowSamples).CopyTo(new Span<T>(to, image.RowSamples));
        for (int x = 0; x < image.Width; x++)
        {
            ulong pixel = (ulong)y * (ulong)image.Width + (ulong)x;
            Span<T> samples = new(to + (long)x * channels, colors);
            if (Kind == NoiseKind.Salt)
            {
                double draw = Uniform(pixel);
                if (draw < Amount) samples.Fill(draw < Amount / 2 ? white : T.Zero);
                continue;
            }
            for (int c = 0; c < colors; c++)
            {
                ulong at = 2 * (pixel * (ulong)channels + (ulong)c);
                double noise = Kind == NoiseKind.Uniform ? 2 * Uniform(at) - 1 : Math.Sqrt(-2 * Math.Log(1 - Uniform(at))) * Math.Cos(2 * Math.PI * Uniform(at + 1));
                samples[c] = SampleRounding.Nearest<T>(double.CreateTruncating(samples[c]) + Sigma * noise);
            }
        }
    }

    // Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: the mixing function, at any place of the sequence.
    private double Uniform(ulong place)
    {
        ulong z = (place + 1) * 0x9E3779B97F4A7C15 ^ Mix((ulong)(uint)Seed + 0x632BE59BD9B4E019);
        return (Mix(z) >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
