using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fovea.Weights;

/// <summary>Between the element types of weight files and single precision. Bytes are little-endian.</summary>
internal static class ElementConversion
{
    private static readonly float[] Truth = Table(bits => bits == 0 ? 0 : 1), E4M3 = Table(FromE4M3), E8M0 = Table(FromE8M0);

    // Such a number is the upper byte of one in half precision.
    private static readonly float[] E5M2 = Table(bits => (float)BitConverter.UInt16BitsToHalf((ushort)(bits << 8)));

    /// <summary>Widens or rounds elements of a real type (<see cref="ElementTypes.IsReal"/>) to single precision.</summary>
    public static void ToFloats(ElementType type, ReadOnlySpan<byte> from, Span<float> to)
    {
        if (!BitConverter.IsLittleEndian) from = Reversed(from, type.Bits() / 8);
        switch (type)
        {
            case ElementType.BOOL: Look(Truth, from, to); break;
            case ElementType.U8: Convert<byte>(from, to); break;
            case ElementType.I8: Convert<sbyte>(from, to); break;
            case ElementType.I16: Convert<short>(from, to); break;
            case ElementType.U16: Convert<ushort>(from, to); break;
            case ElementType.I32: Convert<int>(from, to); break;
            case ElementType.U32: Convert<uint>(from, to); break;
            case ElementType.I64: Convert<long>(from, to); break;
            case ElementType.U64: Convert<ulong>(from, to); break;
            case ElementType.F64: Convert<double>(from, to); break;
            case ElementType.F32: Convert<float>(from, to); break;
            case ElementType.F16: TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(from), to); break;
            case ElementType.BF16: FromBrain(MemoryMarshal.Cast<byte, ushort>(from), to); break;
            case ElementType.F8_E4M3: Look(E4M3, from, to); break;
            case ElementType.F8_E5M2: Look(E5M2, from, to); break;
            case ElementType.F8_E8M0: Look(E8M0, from, to); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "is no type of real numbers");
        }
    }

    /// <summary>
    /// The bytes of numbers as F32, F16, BF16 or F64, rounded to the nearest, ties to even: in the buffer, which has room for them, or of the numbers themselves where
    /// they need no change.
    /// </summary>
    /// <exception cref="OverflowException">A finite number is beyond the range of the type; the message is the number.</exception>
    public static ReadOnlySpan<byte> FromFloats(ElementType type, ReadOnlySpan<float> from, Span<byte> buffer)
    {
        if (type == ElementType.F32 && BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes(from);
        Span<byte> bytes = buffer[..checked(from.Length * (type.Bits() / 8))];
        switch (type)
        {
            case ElementType.F32: from.CopyTo(MemoryMarshal.Cast<byte, float>(bytes)); break;
            case ElementType.F64: TensorPrimitives.ConvertTruncating(from, MemoryMarshal.Cast<byte, double>(bytes)); break;
            case ElementType.F16:
                Span<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes);
                TensorPrimitives.ConvertToHalf(from, halves);
                for (int i = 0; i < halves.Length; i++)
                    if (Half.IsInfinity(halves[i]) && float.IsFinite(from[i])) throw BeyondRange(from[i]);
                break;
            case ElementType.BF16: ToBrain(from, MemoryMarshal.Cast<byte, ushort>(bytes)); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "is not written");
        }
        return BitConverter.IsLittleEndian ? bytes : Reversed(bytes, type.Bits() / 8);
    }

    private static void Convert<T>(ReadOnlySpan<byte> from, Span<float> to) where T : unmanaged, INumberBase<T> =>
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, T>(from), to);

    private static void Look(float[] table, ReadOnlySpan<byte> from, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++) to[i] = table[from[i]];
    }

    private static void FromBrain(ReadOnlySpan<ushort> from, Span<float> to)
    {
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(to);
        int i = 0;
        for (; i <= from.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(from[i..]), out Vector<uint> low, out Vector<uint> high);
            (low << 16).CopyTo(bits[i..]);
            (high << 16).CopyTo(bits[(i + Vector<uint>.Count)..]);
        }
        for (; i < from.Length; i++) bits[i] = (uint)from[i] << 16;
    }

    private static void ToBrain(ReadOnlySpan<float> from, Span<ushort> to)
    {
        const uint Quiet = 0x0040;
        for (int i = 0; i < from.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(from[i]);
            // Half of the last place is added, a little less where that is even; what is no number must not become infinite by it.
            to[i] = (ushort)(float.IsNaN(from[i]) ? bits >> 16 | Quiet : (bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
            if ((to[i] & 0x7FFF) == 0x7F80 && float.IsFinite(from[i])) throw BeyondRange(from[i]);
        }
    }

    private static float[] Table(Func<int, float> value) => [.. Enumerable.Range(0, 256).Select(value)];

    // 4 bits of exponent with bias 7, 3 of mantissa; no infinity, and all ones is no number (Micikevicius et al. 2022, table 1).
    private static float FromE4M3(int bits)
    {
        int exponent = bits >> 3 & 15, mantissa = bits & 7;
        float magnitude = (bits & 0x7F) == 0x7F ? float.NaN : exponent == 0 ? MathF.ScaleB(mantissa, -9) : MathF.ScaleB(8 + mantissa, exponent - 10);
        return bits >= 128 ? -magnitude : magnitude;
    }

    private static float FromE8M0(int bits) => bits == 255 ? float.NaN : MathF.ScaleB(1, bits - 127);

    private static ReadOnlySpan<byte> Reversed(ReadOnlySpan<byte> bytes, int width)
    {
        byte[] reversed = bytes.ToArray();
        for (int i = 0; i < reversed.Length; i += width) reversed.AsSpan(i, width).Reverse();
        return reversed;
    }

    private static OverflowException BeyondRange(float value) => new(value.ToString("R", CultureInfo.InvariantCulture));
}
