using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>
/// Writes images of 1 to 4 channels, 8 or 16 bits, as PNG of the same colours and depth, not interlaced. Each row takes the filter whose
/// result has the smallest sum of absolute values, read as signed bytes (the heuristic that the PNG specification recommends).
/// </summary>
internal static class PngWriter
{
    /// <summary>Refuses what cannot be written, before anything is.</summary>
    public static void Check(Image image, PngWriteOptions options)
    {
        if (image.Channels > 4) throw new FoveaException($"PNG: an image has 1 to 4 channels, this one ({image}) has {image.Channels}");
        if (image.Depth == PixelDepth.Float32)
            throw new FoveaException($"PNG holds 8 or 16 bits, the image ({image}) has floats",
                "convert it with ToByte() or ToUInt16(), or write .pfm");
        if (options.CompressionLevel is < 0 or > 9) throw new FoveaException($"PNG: the compression level is {options.CompressionLevel}, not 0 to 9");
    }

    /// <summary>Writes the whole file.</summary>
    public static void Write(Stream stream, Image image, PngWriteOptions options)
    {
        stream.Write(PngReader.Signature);
        WriteHeader(stream, image);
        using (var chunks = new PngDataWriter(stream))
        using (var zlib = new ZLibStream(chunks, new ZLibCompressionOptions { CompressionLevel = options.CompressionLevel }))
            WriteRows(zlib, image, adaptive: options.CompressionLevel > 0);
        WriteChunk(stream, PngChunkType.End, []);
    }

    /// <summary>Writes a chunk: length, type, data, CRC.</summary>
    public static void WriteChunk(Stream stream, uint type, ReadOnlySpan<byte> data)
    {
        Span<byte> start = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(start, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(start[4..], type);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.Append(Crc32.Append(0, start[4..]), data));
        stream.Write(start);
        stream.Write(data);
        stream.Write(crc);
    }

    private static void WriteHeader(Stream stream, Image image)
    {
        Span<byte> data = stackalloc byte[PngHeader.Length];
        data.Clear();
        BinaryPrimitives.WriteInt32BigEndian(data, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], image.Height);
        data[8] = (byte)(image.Depth == PixelDepth.UInt16 ? 16 : 8);
        data[9] = (byte)(image.Channels switch
        {
            1 => PngColorType.Gray,
            2 => PngColorType.GrayAlpha,
            3 => PngColorType.Rgb,
            _ => PngColorType.Rgba,
        });
        WriteChunk(stream, PngChunkType.Header, data);
    }

    private static void WriteRows(ZLibStream zlib, Image image, bool adaptive)
    {
        int distance = image.Channels * (image.Depth == PixelDepth.UInt16 ? 2 : 1);
        int length = checked(distance * image.Width);
        byte[] row = new byte[distance + length], above = new byte[distance + length];
        // Each candidate has its filter's number in front, as the file wants it.
        byte[] candidate = new byte[1 + length], best = new byte[1 + length];
        for (int y = 0; y < image.Height; y++)
        {
            CopyRow(image, y, row.AsSpan(distance));
            best[0] = PngFilter.None;
            PngFilter.Apply(PngFilter.None, row, above, distance, best.AsSpan(1));
            if (adaptive)
            {
                long bestCost = Cost(best.AsSpan(1));
                for (int filter = PngFilter.Sub; filter < PngFilter.Count; filter++)
                {
                    candidate[0] = (byte)filter;
                    PngFilter.Apply(filter, row, above, distance, candidate.AsSpan(1));
                    long cost = Cost(candidate.AsSpan(1));
                    if (cost >= bestCost) continue;
                    bestCost = cost;
                    (candidate, best) = (best, candidate);
                }
            }
            zlib.Write(best);
            (row, above) = (above, row);
        }
    }

    private static void CopyRow(Image image, int y, Span<byte> row)
    {
        if (image is Image<byte> narrow)
        {
            narrow.Row(y).CopyTo(row);
            return;
        }
        ReadOnlySpan<ushort> samples = ((Image<ushort>)image).Row(y);
        Span<ushort> bigEndian = MemoryMarshal.Cast<byte, ushort>(row);
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(samples, bigEndian);
        else samples.CopyTo(bigEndian);
    }

    private static long Cost(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (byte value in filtered) sum += Math.Abs((int)(sbyte)value);
        return sum;
    }
}
