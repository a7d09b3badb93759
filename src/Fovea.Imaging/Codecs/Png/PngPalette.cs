namespace Fovea.Imaging;

/// <summary>The colours of a palette image (PLTE) with their opacities (tRNS).</summary>
internal sealed class PngPalette
{
    private readonly byte[] rgba;

    /// <summary>The colours of a PLTE chunk, red, green, blue in turn, all opaque.</summary>
    public PngPalette(ReadOnlySpan<byte> rgb)
    {
        rgba = new byte[rgb.Length / 3 * 4];
        for (int i = 0; i < Count; i++)
        {
            rgb.Slice(3 * i, 3).CopyTo(rgba.AsSpan(4 * i));
            rgba[4 * i + 3] = 255;
        }
    }

    /// <summary>The number of colours.</summary>
    public int Count => rgba.Length / 4;

    /// <summary>The colours, four bytes each: red, green, blue, alpha.</summary>
    public ReadOnlySpan<byte> Rgba => rgba;

    /// <summary>Sets the opacities of the first colours; the others stay opaque.</summary>
    public void SetAlpha(ReadOnlySpan<byte> alpha)
    {
        for (int i = 0; i < alpha.Length; i++) rgba[4 * i + 3] = alpha[i];
    }
}
