using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Images whose every pixel is a pixel of another image, or of one value.</summary>
internal static unsafe class PixelCopy
{
    /// <summary>The image whose pixel (y, x) is the source's at <paramref name="place"/>, or of one value where that has a negative part.</summary>
    /// <param name="image">The source.</param>
    /// <param name="kind">What the result is.</param>
    /// <param name="place">Where a pixel is taken from: its row must follow from one coordinate alone, and its column from the other.</param>
    /// <param name="value">The samples of other pixels.</param>
    public static ImageRows Rows(ImageRows image, ImageKind kind, Func<int, int, (int Y, int X)> place, double value = 0) => new MadeRows(image, kind.Depth switch
    {
        PixelDepth.UInt8 => new Maker<byte>(image.Kind, kind, place, value),
        PixelDepth.UInt16 => new Maker<ushort>(image.Kind, kind, place, value),
        _ => new Maker<float>(image.Kind, kind, place, value),
    });

    private sealed class Maker<T>(ImageKind input, ImageKind output, Func<int, int, (int Y, int X)> place, double value) : RowMaker(input, output) where T : unmanaged, INumber<T>
    {
        public override RowRange Sees(RowRange wanted)
        {
            (int first, int last) = (Input.Height, -1);
            // One of the two directions changes the row, and the other does not.
            for (int y = wanted.From; y < wanted.To; y++) See(place(y, 0).Y);
            for (int x = 0; x < Output.Width; x++) See(place(wanted.From, x).Y);
            return last < 0 ? new RowRange(0, 1) : new RowRange(first, last + 1);

            void See(int y)
            {
                if (y >= 0) (first, last) = (Math.Min(first, y), Math.Max(last, y));
            }
        }

        public override void Run(PixelRows source, PixelRows result, RowRange wanted)
        {
            T other = SampleRounding.Nearest<T>(value);
            RowBlocks.Run(wanted.Count, (_, from, to) =>
            {
                int channels = Input.Channels;
                for (int y = wanted.From + from; y < wanted.From + to; y++)
                {
                    T* target = (T*)result.Row(y);
                    for (int x = 0; x < Output.Width; x++, target += channels)
                    {
                        (int sourceY, int sourceX) = place(y, x);
                        T* pixel = sourceY < 0 || sourceX < 0 ? null : (T*)source.Row(sourceY) + (long)sourceX * channels;
                        for (int c = 0; c < channels; c++) target[c] = pixel is null ? other : pixel[c];
                    }
                }
            });
        }
    }
}
