using System.Buffers.Binary;
using System.Numerics;

namespace Fovea.Runs;

/// <summary>
/// The record framing of TensorFlow's files: length (8 bytes, little-endian), its checksum (4), the data, their checksum (4).
/// The checksum is CRC-32C, rotated and shifted so that data which hold checksums themselves do not weaken it.
/// </summary>
/// <remarks>https://www.tensorflow.org/tutorials/load_data/tfrecord, section "TFRecords format details".</remarks>
internal static class TfRecord
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>The data as a record.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> data)
    {
        byte[] record = new byte[data.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc(data));
        return record;
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (byte value in data) crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }
}
