using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>
/// Turns the filtered rows of a PNG file into samples (ISO/IEC 15948, clause 9). Every pixel depends on the one before it, so a vector holds the bytes of one pixel;
/// only <see cref="PngFilter.Sub"/>, which is a running sum, and <see cref="PngFilter.Up"/> take more at once.
/// </summary>
internal static unsafe class PngUnfilter
{
    /// <summary>The bytes that may be read and written behind a row.</summary>
    public const int Slack = 16;

    /// <summary>Undoes the filter of a row in place.</summary>
    /// <param name="filter">The filter's number, below <see cref="PngFilter.Count"/>.</param>
    /// <param name="row">The row, followed by <see cref="Slack"/> bytes that may be read.</param>
    /// <param name="above">The finished row above, zeros for the first one; also followed by as many bytes.</param>
    /// <param name="length">The row's bytes.</param>
    /// <param name="distance">The bytes of a pixel, at least 1.</param>
    public static void Undo(int filter, byte* row, byte* above, int length, int distance)
    {
        if (filter == PngFilter.Sub) Sub(row, length, distance);
        else if (filter == PngFilter.Up) Up(row, above, length);
        else if (filter == PngFilter.Average)
            switch (distance)
            {
                case 1: Average<Bytes1>(row, above, length); break;
                case 2: Average<Bytes2>(row, above, length); break;
                case 3: Average<Bytes3>(row, above, length); break;
                case 4: Average<Bytes4>(row, above, length); break;
                case 6: Average<Bytes6>(row, above, length); break;
                default: Average<Bytes8>(row, above, length); break;
            }
        else if (filter == PngFilter.Paeth)
            switch (distance)
            {
                case 1: Paeth<Bytes1>(row, above, length); break;
                case 2: Paeth<Bytes2>(row, above, length); break;
                case 3: Paeth<Bytes3>(row, above, length); break;
                case 4: Paeth<Bytes4>(row, above, length); break;
                case 6: Paeth<Bytes6>(row, above, length); break;
                default: Paeth<Bytes8>(row, above, length); break;
            }
    }

    private static void Sub(byte* row, int length, int distance)
    {
        Vector128<byte> place = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        int step = 16 / distance * distance, x = 0;
        // Places that are below zero become more than 127, and give 0.
        Vector128<byte> one = place - Vector128.Create((byte)distance), two = place - Vector128.Create((byte)(2 * distance)), four = place - Vector128.Create((byte)(4 * distance)),
            eight = place - Vector128.Create((byte)(8 * distance)), last = Repeated(step - distance, distance), left = Vector128<byte>.Zero;
        for (; x + step <= length; x += step)
        {
            Vector128<byte> sum = Vector128.Load(row + x);
            sum += Vector128.ShuffleNative(sum, one);
            if (distance < 8) sum += Vector128.ShuffleNative(sum, two);
            if (distance < 4) sum += Vector128.ShuffleNative(sum, four);
            if (distance < 2) sum += Vector128.ShuffleNative(sum, eight);
            sum += left;
            left = Vector128.ShuffleNative(sum, last);
            if (step == 16) sum.Store(row + x);
            else
            {
                Unsafe.WriteUnaligned(row + x, sum.AsUInt64()[0]);
                Unsafe.WriteUnaligned(row + x + step - 8, Vector128.ShuffleNative(sum, place + Vector128.Create((byte)(step - 8))).AsUInt64()[0]);
            }
        }
        for (x = Math.Max(x, distance); x < length; x++) row[x] += row[x - distance];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Up(byte* row, byte* above, int length)
    {
        int x = 0;
        for (; x + 16 <= length; x += 16) (Vector128.Load(row + x) + Vector128.Load(above + x)).Store(row + x);
        for (; x < length; x++) row[x] += above[x];
    }

    /// <summary>The bytes of a pixel from a place on, over and over.</summary>
    private static Vector128<byte> Repeated(int from, int distance)
    {
        Vector128<byte> places = default;
        for (int i = 0; i < 16; i++) places = places.WithElement(i, (byte)(from + i % distance));
        return places;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Average<TPixel>(byte* row, byte* above, int length) where TPixel : struct, IPixel
    {
        Vector128<byte> left = default, odd = Vector128.Create((byte)0xFE);
        for (int x = 0; x + TPixel.Length <= length; x += TPixel.Length)
        {
            Vector128<byte> up = TPixel.Load(above + x);
            // The mean, rounded down: what both have, and half of what one has.
            Vector128<byte> mean = (left & up) + (((left ^ up) & odd).AsUInt16() >>> 1).AsByte();
            left = TPixel.Load(row + x) + mean;
            TPixel.Store(row + x, left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Paeth<TPixel>(byte* row, byte* above, int length) where TPixel : struct, IPixel
    {
        Vector128<short> left = default, upLeft = default, low = Vector128.Create((short)255);
        for (int x = 0; x + TPixel.Length <= length; x += TPixel.Length)
        {
            Vector128<short> up = Vector128.WidenLower(TPixel.Load(above + x)).AsInt16(), filtered = Vector128.WidenLower(TPixel.Load(row + x)).AsInt16();
            // Of the three neighbours the one nearest to left + up - upLeft; in a tie left before up before upLeft.
            Vector128<short> acrossUp = up - upLeft, acrossLeft = left - upLeft;
            Vector128<short> toLeft = Vector128.Abs(acrossUp), toUp = Vector128.Abs(acrossLeft), toUpLeft = Vector128.Abs(acrossUp + acrossLeft);
            Vector128<short> least = Vector128.Min(toUpLeft, Vector128.Min(toLeft, toUp));
            Vector128<short> nearest = Vector128.ConditionalSelect(Vector128.Equals(least, toLeft), left, Vector128.ConditionalSelect(Vector128.Equals(least, toUp), up, upLeft));
            left = (filtered + nearest) & low;
            upLeft = up;
            TPixel.Store(row + x, Vector128.Narrow(left.AsUInt16(), left.AsUInt16()));
        }
    }

    /// <summary>The bytes of a pixel in a vector's lowest lanes; reading may take bytes behind it along, writing does not.</summary>
    private interface IPixel
    {
        static abstract int Length { get; }

        static abstract Vector128<byte> Load(byte* pixel);

        static abstract void Store(byte* pixel, Vector128<byte> bytes);
    }

    private readonly struct Bytes1 : IPixel
    {
        public static int Length => 1;

        public static Vector128<byte> Load(byte* pixel) => Vector128.CreateScalar((uint)*pixel).AsByte();

        public static void Store(byte* pixel, Vector128<byte> bytes) => *pixel = bytes[0];
    }

    private readonly struct Bytes2 : IPixel
    {
        public static int Length => 2;

        public static Vector128<byte> Load(byte* pixel) => Vector128.CreateScalar((uint)Unsafe.ReadUnaligned<ushort>(pixel)).AsByte();

        public static void Store(byte* pixel, Vector128<byte> bytes) => Unsafe.WriteUnaligned(pixel, bytes.AsUInt16()[0]);
    }

    private readonly struct Bytes3 : IPixel
    {
        public static int Length => 3;

        public static Vector128<byte> Load(byte* pixel) => Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(pixel)).AsByte();

        public static void Store(byte* pixel, Vector128<byte> bytes)
        {
            uint value = bytes.AsUInt32()[0];
            Unsafe.WriteUnaligned(pixel, (ushort)value);
            pixel[2] = (byte)(value >> 16);
        }
    }

    private readonly struct Bytes4 : IPixel
    {
        public static int Length => 4;

        public static Vector128<byte> Load(byte* pixel) => Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(pixel)).AsByte();

        public static void Store(byte* pixel, Vector128<byte> bytes) => Unsafe.WriteUnaligned(pixel, bytes.AsUInt32()[0]);
    }

    private readonly struct Bytes6 : IPixel
    {
        public static int Length => 6;

        public static Vector128<byte> Load(byte* pixel) => Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(pixel)).AsByte();

        public static void Store(byte* pixel, Vector128<byte> bytes)
        {
            ulong value = bytes.AsUInt64()[0];
            Unsafe.WriteUnaligned(pixel, (uint)value);
            Unsafe.WriteUnaligned(pixel + 4, (ushort)(value >> 32));
        }
    }

    private readonly struct Bytes8 : IPixel
    {
        public static int Length => 8;

        public static Vector128<byte> Load(byte* pixel) => Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(pixel)).AsByte();

        public static void Store(byte* pixel, Vector128<byte> bytes) => Unsafe.WriteUnaligned(pixel, bytes.AsUInt64()[0]);
    }
}
