using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// The bits of a JPEG scan, highest first, without the zeros that are stuffed behind bytes of 0xFF. Ends before a marker; beyond that
/// zeros are given and counted, so that whoever reads finds out at the end of a row and not at every bit.
/// </summary>
internal unsafe struct JpegBits(byte* data, int position, int end)
{
    private ulong bits;     // the next bits, the first one on top
    private int count;      // how many of them are valid
    private int padding;    // how many of them are zeros from beyond the end

    /// <summary>Whether bits from beyond the end have been used.</summary>
    public readonly bool IsOverrun => count < padding;

    /// <summary>The place of the next byte that was not taken yet: a marker, once all is read.</summary>
    public readonly int Position => position;

    /// <summary>The next <paramref name="n"/> bits, 1 to 16, which stay. <see cref="Fill"/> must have been called since 32 bits were used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int n) => (int)(bits >> (64 - n));

    /// <summary>Uses up bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int n)
    {
        bits <<= n;
        count -= n;
    }

    /// <summary>Takes <paramref name="n"/> bits, 1 to 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int n)
    {
        int value = Peek(n);
        Skip(n);
        return value;
    }

    /// <summary>Takes one bit, filling up where needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeBit()
    {
        if (count < 1) Fill();
        return Take(1);
    }

    /// <summary>Takes 0 to 16 bits, filling up where needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeFilled(int n)
    {
        if (n == 0) return 0;
        if (count < n) Fill();
        return Take(n);
    }

    /// <summary>Takes the bits of a value of a size (T.81, figure F.12): a leading 0 stands for negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeSigned(int size)
    {
        int raw = Take(size);
        // Branch-free: values with a leading 0 are lowered by 2^size - 1.
        return raw - ((((raw >> (size - 1)) & 1) - 1) & ((1 << size) - 1));
    }

    /// <summary>Makes at least 32 bits valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (count >= 32) return;
        if (position + 8 <= end)
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(data + position, 8));
            // Only bytes of 0xFF carry into this test's bits (or, harmlessly, their neighbours).
            if ((next & 0x8080808080808080 & ~(next + 0x0101010101010101)) == 0 && padding == 0)
            {
                int bytes = (64 - count) >> 3;
                bits |= next >> count;
                // What lies below the whole bytes taken is read again with the next ones.
                bits &= count + bytes * 8 == 64 ? ulong.MaxValue : ~(ulong.MaxValue >> (count + bytes * 8));
                position += bytes;
                count += bytes * 8;
                return;
            }
        }
        // By value and back, so that a local copy of this structure can live in registers.
        this = FilledSlowly(this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static JpegBits FilledSlowly(JpegBits bits)
    {
        bits.FillByBytes();
        return bits;
    }

    private void FillByBytes()
    {
        while (count <= 56)
        {
            int value = position < end ? data[position] : -1;
            if (value == 0xFF)
            {
                int after = position + 1 < end ? data[position + 1] : -1;
                if (after == 0) position += 2;
                else if (after == 0xFF)
                {
                    position++; // fill bytes before a marker
                    continue;
                }
                else value = -1;
            }
            else if (value >= 0) position++;
            if (value < 0)
            {
                padding += 8;
                value = 0;
            }
            bits |= (ulong)value << (56 - count);
            count += 8;
        }
    }
}
