using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fovea.Weights;

public sealed partial class SafeTensors
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>
    /// Reads a tensor of type F32, F16, BF16 or F64 as single-precision numbers in row-major order. F16 and BF16 are widened exactly;
    /// F64 is rounded to the nearest, and to infinity beyond the range of single precision. NaN and infinity pass.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> does not have exactly <see cref="SafeTensorsEntry.Count"/>
    /// elements.</exception>
    /// <exception cref="FoveaException">The file has no such tensor, or its type is none of the four.</exception>
    /// <exception cref="BadFileException">The file was cut or cannot be read any more.</exception>
    public void ReadFloats(string name, Span<float> destination)
    {
        SafeTensorsEntry entry = this[name];
        CheckIsFloat(entry);
        if (destination.Length != entry.Count)
            throw new ArgumentException($"tensor '{name}' has {entry.Count} elements, the destination {destination.Length}", nameof(destination));
        if (entry.DType == SafeTensorsType.F32 && BitConverter.IsLittleEndian) ReadInPlace(entry, destination);
        else ReadConverted(entry, destination);
    }

    /// <summary>Reads a tensor of type F32, F16, BF16 or F64 into a new array; see <see cref="ReadFloats(string, Span{float})"/>.</summary>
    /// <exception cref="FoveaException">The file has no such tensor, its type is none of the four, or it is larger than an array can be.</exception>
    /// <exception cref="BadFileException">The file was cut or cannot be read any more.</exception>
    public float[] ReadFloats(string name)
    {
        SafeTensorsEntry entry = this[name];
        CheckIsFloat(entry);
        if (entry.Count > Array.MaxLength)
            throw new FoveaException($"{Path}: tensor '{name}' has {entry.Count} elements, an array at most {Array.MaxLength}");
        float[] values = new float[entry.Count];
        ReadFloats(name, values);
        return values;
    }

    private void CheckIsFloat(SafeTensorsEntry entry)
    {
        if (entry.DType is not (SafeTensorsType.F32 or SafeTensorsType.F16 or SafeTensorsType.BF16 or SafeTensorsType.F64))
            throw new FoveaException($"{Path}: tensor {SafeTensorsHeader.Quote(entry.Name)} holds {entry.DType.Name()} and cannot be read as floats",
                "F32, F16, BF16 and F64 are; use ReadBytes for the others");
    }

    private void ReadInPlace(SafeTensorsEntry entry, Span<float> destination)
    {
        // Seen as bytes, more than 2^29 floats do not fit into one span.
        const int Part = 1 << 28;
        long offset = dataStart + entry.Begin;
        for (; destination.Length > Part; destination = destination[Part..], offset += Part * (long)sizeof(float))
            ReadExactly(MemoryMarshal.AsBytes(destination[..Part]), offset);
        ReadExactly(MemoryMarshal.AsBytes(destination), offset);
    }

    private void ReadConverted(SafeTensorsEntry entry, Span<float> destination)
    {
        int size = entry.DType.Bits() / 8;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long offset = dataStart + entry.Begin;
            while (!destination.IsEmpty)
            {
                int count = Math.Min(ChunkBytes / size, destination.Length);
                Span<byte> bytes = chunk.AsSpan(0, count * size);
                ReadExactly(bytes, offset);
                Convert(entry.DType, bytes, destination[..count]);
                destination = destination[count..];
                offset += bytes.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static void Convert(SafeTensorsType type, ReadOnlySpan<byte> bytes, Span<float> to)
    {
        if (type == SafeTensorsType.F16 && BitConverter.IsLittleEndian)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), to);
            return;
        }
        for (int i = 0; i < to.Length; i++)
            to[i] = type switch
            {
                SafeTensorsType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
                SafeTensorsType.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16),
                SafeTensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
            };
    }
}
