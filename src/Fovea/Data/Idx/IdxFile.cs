using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fovea.Data;

/// <summary>
/// The content of an IDX file of unsigned bytes, the format of MNIST: a magic number (0, 0, 8 for unsigned bytes, the number of dimensions),
/// the dimensions as big-endian 32-bit integers, then the values, the last dimension fastest. See http://yann.lecun.com/exdb/mnist/.
/// </summary>
public sealed class IdxFile
{
    internal const int UnsignedByte = 0x08;
    internal const int MaxRank = 4;

    /// <summary>Values of the given shape; the arrays are kept, not copied.</summary>
    /// <param name="shape">
    /// 1 to 4 dimensions, each at least 1: (count) for labels, (count, rows, columns) or (count, rows, columns, channels) for images.
    /// </param>
    /// <param name="values">As many bytes as the product of the dimensions.</param>
    /// <exception cref="FoveaException">The shape is not one that an IDX file can have here, or the values are not as many as it says.</exception>
    public IdxFile(int[] shape, byte[] values)
    {
        if (shape.Length is < 1 or > MaxRank || Array.Exists(shape, d => d < 1))
            throw new FoveaException($"IDX: a shape has 1 to {MaxRank} dimensions of at least 1, not ({string.Join(", ", shape)})");
        long product = 1;
        foreach (int d in shape) product = Math.Min(product * d, int.MaxValue + 1L);
        if (product != values.Length)
            throw new FoveaException($"IDX: the shape ({string.Join(", ", shape)}) does not fit {values.Length} values");
        Shape = shape;
        Values = values;
    }

    /// <summary>The dimensions, slowest first.</summary>
    public int[] Shape { get; }

    /// <summary>The values in row order.</summary>
    public byte[] Values { get; }

    /// <summary>SHA-256 of the unpacked file in lower-case hexadecimal: the same for a plain file and for any way of packing it.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header());
        hash.AppendData(Values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads a file, plain or packed with gzip; which of the two is told by its content, not by its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Files that announce more values than this are refused before memory is taken for them.</param>
    /// <exception cref="BadFileException">The file is missing, not an IDX file of unsigned bytes, truncated, or longer than it says.</exception>
    public static IdxFile Read(string path, long maxBytes = 1L << 30) => IdxReader.Read(path, maxBytes);

    /// <summary>Writes the file, packed with gzip if the name ends in <c>.gz</c>. It appears under its name only when it is complete.</summary>
    /// <exception cref="FoveaException">The folder cannot be written to, or the disk is full.</exception>
    public void Write(string path) => IdxWriter.Write(path, this);

    /// <summary>The bytes before the values.</summary>
    internal byte[] Header()
    {
        byte[] header = new byte[4 + 4 * Shape.Length];
        header[2] = UnsignedByte;
        header[3] = (byte)Shape.Length;
        for (int d = 0; d < Shape.Length; d++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * d), Shape[d]);
        return header;
    }
}
