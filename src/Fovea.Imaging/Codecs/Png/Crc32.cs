using System.Buffers.Binary;

namespace Fovea.Imaging;

/// <summary>The CRC-32 of PNG chunks (ISO 3309, polynomial EDB88320 reflected), eight bytes a step ("slicing by 8").</summary>
internal static class Crc32
{
    private static readonly uint[] Table = CreateTable();

    /// <summary>The checksum of what <paramref name="crc"/> is the checksum of, followed by <paramref name="data"/>; start with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> table = Table;
        crc = ~crc;
        while (data.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = table[(int)(7 * 256 + (low & 255))] ^ table[(int)(6 * 256 + ((low >> 8) & 255))]
                ^ table[(int)(5 * 256 + ((low >> 16) & 255))] ^ table[(int)(4 * 256 + (low >> 24))]
                ^ table[(int)(3 * 256 + (high & 255))] ^ table[(int)(2 * 256 + ((high >> 8) & 255))]
                ^ table[(int)(1 * 256 + ((high >> 16) & 255))] ^ table[(int)(high >> 24)];
            data = data[8..];
        }
        foreach (byte value in data) crc = table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    // Row k holds the effect of a byte that k more bytes follow.
    private static uint[] CreateTable()
    {
        uint[] table = new uint[8 * 256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        for (int i = 256; i < table.Length; i++) table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        return table;
    }
}
