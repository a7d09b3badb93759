using System.Buffers.Binary;
using System.IO.Compression;

namespace Fovea.Imaging;

/// <summary>
/// Reads a PNG file (ISO/IEC 15948): all colour types, depths and interlacing. Ancillary chunks other than tRNS are checked and skipped; gamma and
/// colour profiles are not applied. Everything that follows the IEND chunk is ignored, and so is what follows the end of the zlib stream inside
/// of the last IDAT chunk.
/// </summary>
internal sealed class PngReader
{
    private const int MaxDeflateRatio = 1032; // 258 bytes from 2 bits
    private const long HeaderOffset = 16;     // of IHDR's data

    private readonly ImageSource source;
    private readonly PngChunkReader chunks;
    private readonly PngHeader header;
    private PngPalette? palette;
    private bool hasTransparency;
    private ushort[]? transparent;

    /// <summary>Reads everything before the pixels.</summary>
    public PngReader(ImageSource source)
    {
        this.source = source;
        chunks = new PngChunkReader(source);
        ReadSignature();
        header = ReadHeader();
        while (ReadChunkBeforeData()) { }
        int channels = header.ColorType switch
        {
            PngColorType.Palette => hasTransparency ? 4 : 3,
            _ => header.StoredChannels + (hasTransparency ? 1 : 0),
        };
        Info = new ImageInfo(ImageFormat.Png, header.Height, header.Width, channels, header.BitDepth == 16 ? PixelDepth.UInt16 : PixelDepth.UInt8);
    }

    /// <summary>The eight bytes at the start of every PNG file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What <see cref="ReadImage"/> gives.</summary>
    public ImageInfo Info { get; }

    /// <summary>Reads the pixels and the rest of the file.</summary>
    public Image ReadImage()
    {
        source.CheckLimits(Info, HeaderOffset);
        source.CheckRemaining(Info, header.RowBytes(header.Width) * header.Height / MaxDeflateRatio, HeaderOffset);
        if (header.RowBytes(header.Width) > Array.MaxLength - PngUnfilter.Slack - 1)
            throw source.Bad($"a row of {header.Width} pixels has more bytes than one array can hold", HeaderOffset);
        Image image = header.BitDepth == 16
            ? Image<ushort>.Uninitialized(header.Height, header.Width, Info.Channels)
            : Image<byte>.Uninitialized(header.Height, header.Width, Info.Channels);
        using var data = new PngDataStream(chunks);
        using (var zlib = new ZLibStream(data, CompressionMode.Decompress))
        {
            ReadPasses(zlib, image);
            if (PngRows.Decompress(source, zlib, stackalloc byte[1]) != 0) throw source.Bad("the file holds more pixel data than its header announces");
            // The decoder takes the end of its input for the end of its data, even without a checksum.
            if (data.RanDry) throw source.Bad("the compressed pixel data end without their Adler-32 checksum", chunks.Offset);
        }
        data.Finish();
        ReadChunksAfterData();
        return image;
    }

    private void ReadSignature()
    {
        Span<byte> start = stackalloc byte[Signature.Length];
        source.ReadExactly(start, "the PNG signature");
        int at = start.CommonPrefixLength(Signature);
        if (at == Signature.Length) return;
        throw source.Bad($"the PNG signature is {Convert.ToHexString(start)} instead of {Convert.ToHexString(Signature)}", at,
            at >= 4 ? "a transfer as text that converts line ends does this; transfer the file as binary" : null);
    }

    private PngHeader ReadHeader()
    {
        chunks.Next();
        if (chunks.Type != PngChunkType.Header) throw source.Bad($"the first chunk is {chunks.Name} instead of IHDR", chunks.Offset);
        if (chunks.Length != PngHeader.Length) throw source.Bad($"chunk IHDR has {chunks.Length} bytes instead of {PngHeader.Length}", chunks.Offset);
        Span<byte> data = stackalloc byte[PngHeader.Length];
        chunks.ReadWhole(data);
        return PngHeader.Parse(data, source, chunks.Offset + 8);
    }

    // False, with nothing of the chunk's data read, at the first IDAT.
    private bool ReadChunkBeforeData()
    {
        chunks.Next();
        switch (chunks.Type)
        {
            case PngChunkType.Palette:
                ReadPalette();
                return true;
            case PngChunkType.Transparency:
                ReadTransparency();
                return true;
            case PngChunkType.Data:
                if (header.ColorType == PngColorType.Palette && palette is null)
                    throw source.Bad("a palette image has no PLTE chunk before its pixels", chunks.Offset);
                return false;
            case PngChunkType.End:
                throw source.Bad("the file has no pixels: IEND comes before any IDAT chunk", chunks.Offset);
            default:
                SkipChunk();
                return true;
        }
    }

    private void ReadPalette()
    {
        if (palette is not null) throw source.Bad("there is a second PLTE chunk", chunks.Offset);
        if (header.ColorType is PngColorType.Gray or PngColorType.GrayAlpha) throw source.Bad("a grey image has a PLTE chunk", chunks.Offset);
        // More colours than the depth can address are accepted, as libpng does: encoders write them, and no index reaches them.
        if (chunks.Length is 0 or > 3 * 256 || chunks.Length % 3 != 0)
            throw source.Bad($"chunk PLTE has {chunks.Length} bytes, not 3 for each of 1 to 256 colours", chunks.Offset);
        Span<byte> data = stackalloc byte[chunks.Length];
        chunks.ReadWhole(data);
        palette = new PngPalette(data);
    }

    private void ReadTransparency()
    {
        if (hasTransparency) throw source.Bad("there is a second tRNS chunk", chunks.Offset);
        if (header.ColorType is PngColorType.GrayAlpha or PngColorType.Rgba)
            throw source.Bad("an image with an alpha channel has a tRNS chunk", chunks.Offset);
        if (header.ColorType == PngColorType.Palette)
        {
            if (palette is null) throw source.Bad("chunk tRNS comes before PLTE", chunks.Offset);
            if (chunks.Length < 1 || chunks.Length > palette.Count)
                throw source.Bad($"chunk tRNS has {chunks.Length} bytes, the palette has {palette.Count} colours", chunks.Offset);
        }
        else if (chunks.Length != 2 * header.StoredChannels)
            throw source.Bad($"chunk tRNS has {chunks.Length} bytes instead of {2 * header.StoredChannels}", chunks.Offset);
        Span<byte> data = stackalloc byte[chunks.Length];
        chunks.ReadWhole(data);
        hasTransparency = true;
        if (header.ColorType == PngColorType.Palette)
        {
            palette!.SetAlpha(data);
            return;
        }
        transparent = new ushort[header.StoredChannels];
        // Only the bits of the image's depth count.
        for (int c = 0; c < transparent.Length; c++)
            transparent[c] = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(data[(2 * c)..]) & ((1 << header.BitDepth) - 1));
    }

    private void SkipChunk()
    {
        if (chunks.Type == PngChunkType.Header) throw source.Bad("there is a second IHDR chunk", chunks.Offset);
        if (PngChunkType.IsCritical(chunks.Type)) throw source.Bad($"chunk {chunks.Name} is critical and unknown", chunks.Offset);
        chunks.Finish();
    }

    private void ReadPasses(ZLibStream zlib, Image image)
    {
        var samples = new PngSamples(header, palette, transparent, Info.Channels);
        foreach (PngPass pass in PngPass.Of(header.Interlaced))
        {
            int height = pass.Height(header.Height), width = pass.Width(header.Width);
            if (height == 0 || width == 0) continue;
            PngRows rows = new(source, zlib, height, (int)header.RowBytes(width), header.BytesPerPixel);
            rows.Read((i, row) =>
            {
                int y = pass.Top + i * pass.RowStep;
                if (image is Image<ushort> wide) samples.Expand(row, wide, y, pass, width);
                else if (!samples.TryExpand(row, (Image<byte>)image, y, pass, width))
                    throw source.Bad($"a pixel of row {y} has a colour number outside the palette of {palette!.Count} colours");
            });
        }
    }

    private void ReadChunksAfterData()
    {
        while (chunks.Type != PngChunkType.End)
        {
            switch (chunks.Type)
            {
                case PngChunkType.Data:
                    throw source.Bad("the IDAT chunks do not follow each other", chunks.Offset);
                case PngChunkType.Palette or PngChunkType.Transparency:
                    throw source.Bad($"chunk {chunks.Name} comes after the pixels", chunks.Offset);
            }
            SkipChunk();
            chunks.Next();
        }
        if (chunks.Length != 0) throw source.Bad($"chunk IEND has {chunks.Length} bytes instead of none", chunks.Offset);
        chunks.Finish();
    }
}
