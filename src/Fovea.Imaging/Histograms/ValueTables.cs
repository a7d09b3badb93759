using System.Numerics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>Every sample replaced by what a table of all values has for it.</summary>
internal static unsafe class ValueTables
{
    /// <summary>The image with each channel looked up in its table; channels without one stay.</summary>
    public static Image<T> MapValues<T>(this Image<T> image, T[][] tables) where T : unmanaged, INumber<T>
    {
        Image<T> result = Image<T>.Uninitialized(image.Height, image.Width, image.Channels);
        int channels = image.Channels;
        RowBlocks.Run(image.Height, (_, from, to) =>
        {
            for (int y = from; y < to; y++)
            {
                Span<T> source = image.Row(y), target = result.Row(y);
                if (typeof(T) == typeof(byte) && channels == 1 && tables.Length == 1)
                {
                    fixed (T* p = source, q = target, table = tables[0]) ByteTable.Apply((byte*)p, (byte*)q, source.Length, (byte*)table);
                    continue;
                }
                if (tables.Length < channels) source.CopyTo(target);
                for (int c = 0; c < tables.Length; c++)
                {
                    T[] table = tables[c];
                    for (int i = c; i < source.Length; i += channels) target[i] = table[int.CreateTruncating(source[i])];
                }
            }
        });
        return result;
    }
}
