using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>
/// Turns unfiltered rows of a PNG file into samples of an image: samples below 8 bits become 8 bits of full range (v * 255 / (2^depth - 1)),
/// palette indices become RGB or RGBA, and a transparent colour (tRNS) becomes an alpha channel of 0 and white.
/// </summary>
internal sealed class PngSamples
{
    private readonly PngHeader header;
    private readonly PngPalette? palette;
    private readonly ushort[]? transparent;
    private readonly int channels;
    private readonly byte[] unpacked;
    private readonly byte[] narrowRow;
    private readonly ushort[] wideRow;

    /// <param name="header">The file's header.</param>
    /// <param name="palette">The palette of a palette image.</param>
    /// <param name="transparent">The stored samples of the colour that is transparent, or null; for grey and RGB images.</param>
    /// <param name="channels">The channels of the image that rows are turned into.</param>
    public PngSamples(PngHeader header, PngPalette? palette, ushort[]? transparent, int channels)
    {
        this.header = header;
        this.palette = palette;
        this.transparent = transparent;
        this.channels = channels;
        unpacked = header.BitDepth < 8 ? GC.AllocateUninitializedArray<byte>(header.Width) : [];
        narrowRow = header.Interlaced && header.BitDepth <= 8 ? GC.AllocateUninitializedArray<byte>(header.Width * channels) : [];
        wideRow = header.Interlaced && header.BitDepth > 8 ? GC.AllocateUninitializedArray<ushort>(header.Width * channels) : [];
    }

    /// <summary>Turns a row of a pass, of depth 8 or below, into pixels of row <paramref name="y"/>.</summary>
    /// <returns>False where a palette index has no colour.</returns>
    public bool TryExpand(ReadOnlySpan<byte> row, Image<byte> image, int y, PngPass pass, int width)
    {
        if (pass.ColumnStep == 1 && pass.Left == 0) return TryExpand(row, image.Row(y));
        Span<byte> pixels = narrowRow.AsSpan(0, width * channels);
        if (!TryExpand(row, pixels)) return false;
        Scatter<byte>(pixels, image.Row(y), pass);
        return true;
    }

    /// <summary>Turns a row of a pass, of depth 16, into pixels of row <paramref name="y"/>.</summary>
    public void Expand(ReadOnlySpan<byte> row, Image<ushort> image, int y, PngPass pass, int width)
    {
        if (pass.ColumnStep == 1 && pass.Left == 0)
        {
            Expand(row, image.Row(y));
            return;
        }
        Span<ushort> pixels = wideRow.AsSpan(0, width * channels);
        Expand(row, pixels);
        Scatter<ushort>(pixels, image.Row(y), pass);
    }

    private void Scatter<T>(ReadOnlySpan<T> pixels, Span<T> row, PngPass pass)
    {
        for (int from = 0, to = pass.Left * channels; from < pixels.Length; from += channels, to += pass.ColumnStep * channels)
            for (int c = 0; c < channels; c++) row[to + c] = pixels[from + c];
    }

    private bool TryExpand(ReadOnlySpan<byte> row, Span<byte> samples)
    {
        if (header.BitDepth < 8)
        {
            Span<byte> single = unpacked.AsSpan(0, samples.Length / channels);
            Unpack(row, single);
            row = single;
        }
        if (header.ColorType == PngColorType.Palette) return TryLookUp(row, samples);
        if (transparent is not null) AddAlpha(row, samples);
        else row.CopyTo(samples);
        if (header.BitDepth < 8) ScaleGray(samples);
        return true;
    }

    private void Expand(ReadOnlySpan<byte> row, Span<ushort> samples)
    {
        ReadOnlySpan<ushort> stored = MemoryMarshal.Cast<byte, ushort>(row);
        if (transparent is not null) AddAlpha(stored, samples);
        else if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(stored, samples);
        else stored.CopyTo(samples);
    }

    // The leftmost pixel is in the highest bits.
    private void Unpack(ReadOnlySpan<byte> row, Span<byte> samples)
    {
        int depth = header.BitDepth, mask = (1 << depth) - 1;
        for (int i = 0, bit = 0; i < samples.Length; i++, bit += depth) samples[i] = (byte)((row[bit >> 3] >> (8 - depth - (bit & 7))) & mask);
    }

    private bool TryLookUp(ReadOnlySpan<byte> indices, Span<byte> samples)
    {
        ReadOnlySpan<byte> colors = palette!.Rgba;
        for (int i = 0; i < indices.Length; i++)
        {
            int at = indices[i] * 4;
            if (at >= colors.Length) return false;
            colors.Slice(at, channels).CopyTo(samples[(i * channels)..]);
        }
        return true;
    }

    private void AddAlpha(ReadOnlySpan<byte> row, Span<byte> samples)
    {
        int colors = header.StoredChannels;
        byte opaque = (byte)((1 << header.BitDepth) - 1);
        for (int from = 0, to = 0; to < samples.Length; from += colors, to += channels)
        {
            bool isTransparent = true;
            for (int c = 0; c < colors; c++)
            {
                samples[to + c] = row[from + c];
                isTransparent &= row[from + c] == transparent![c];
            }
            samples[to + colors] = isTransparent ? (byte)0 : opaque;
        }
    }

    private void AddAlpha(ReadOnlySpan<ushort> bigEndian, Span<ushort> samples)
    {
        int colors = header.StoredChannels;
        for (int from = 0, to = 0; to < samples.Length; from += colors, to += channels)
        {
            bool isTransparent = true;
            for (int c = 0; c < colors; c++)
            {
                ushort value = bigEndian[from + c];
                samples[to + c] = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
                isTransparent &= samples[to + c] == transparent![c];
            }
            samples[to + colors] = isTransparent ? (ushort)0 : ushort.MaxValue;
        }
    }

    // 255 is a multiple of 1, 3 and 15. Alpha was set in the same range as the grey and is scaled with it.
    private void ScaleGray(Span<byte> samples)
    {
        int factor = 255 / ((1 << header.BitDepth) - 1);
        foreach (ref byte sample in samples) sample = (byte)(sample * factor);
    }
}
