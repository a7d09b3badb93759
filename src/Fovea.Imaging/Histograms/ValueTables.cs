using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Every sample replaced by what a table of all values, or a function, has for it.</summary>
internal static unsafe class ValueTables
{
    /// <summary>The image with each channel looked up in its table; channels without one stay.</summary>
    public static ImageRows Rows<T>(ImageRows image, T[][] tables) where T : unmanaged, INumber<T>
    {
        int channels = image.Kind.Channels, samples = image.Kind.RowSamples;
        return new MadeRows(image, new EachRow(image.Kind, image.Kind, (_, from, to) =>
        {
            T* source = (T*)from, target = (T*)to;
            if (typeof(T) == typeof(byte) && channels == 1 && tables.Length == 1)
            {
                fixed (T* table = tables[0]) ByteTable.Apply(from, to, samples, (byte*)table);
                return;
            }
            if (tables.Length < channels && source != target) new ReadOnlySpan<T>(source, samples).CopyTo(new Span<T>(target, samples));
            for (int c = 0; c < tables.Length; c++)
            {
                T[] table = tables[c];
                for (int i = c; i < samples; i += channels) target[i] = table[int.CreateTruncating(source[i])];
            }
        }));
    }

    /// <summary>The image of floats with every sample of its first channels replaced by what <paramref name="value"/> makes of the channel's number and the sample.</summary>
    public static ImageRows Rows(ImageRows image, int count, Func<int, float, float> value)
    {
        int channels = image.Kind.Channels, samples = image.Kind.RowSamples;
        return new MadeRows(image, new EachRow(image.Kind, image.Kind, (_, from, to) =>
        {
            float* source = (float*)from, target = (float*)to;
            if (count < channels && source != target) new ReadOnlySpan<float>(source, samples).CopyTo(new Span<float>(target, samples));
            for (int c = 0; c < count; c++)
                for (int i = c; i < samples; i += channels) target[i] = value(c, source[i]);
        }));
    }
}
