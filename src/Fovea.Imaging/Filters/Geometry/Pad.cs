using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The image with a margin on all four sides, filled as a border is seen: numpy's <c>pad</c>, OpenCV's <c>copyMakeBorder</c>.
/// With <c>valid</c> nothing is seen outside, and the margin is cut off instead: what filters with that border leave of the image.</summary>
/// <param name="Size">The margin, in pixels.</param>
/// <param name="Border">How the image goes on in it.</param>
public sealed record Pad([Parameter("width of the margin, in pixels", Min = 0, Max = 1 << 20)] int Size = 16, [Parameter("how the image goes on in the margin")] Border Border = default) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Pad>("pad", "geometry", "B7", "a margin filled as a border is seen");

    private protected override ImageKind Check(ImageKind input)
    {
        if (Border.Kind == BorderKind.Valid) return CheckSize(input with { Height = input.Height - 2 * Size, Width = input.Width - 2 * Size });
        if ((input.Height + 2L * Size) * (input.Width + 2L * Size) > Array.MaxLength / input.Channels) throw Wrong($"with a margin of {Size} pixels there are more samples than one array can hold ({Array.MaxLength})");
        return input with { Height = input.Height + 2 * Size, Width = input.Width + 2 * Size };
    }

    internal override Image Run(Image image)
    {
        if (Border.Kind == BorderKind.Valid) return image.CropTo(new Region(Size, Size, image.Height - 2 * Size, image.Width - 2 * Size));
        Image result = PixelCopy.Run(image, image.Height + 2 * Size, image.Width + 2 * Size, (y, x) => (Border.Map(y - Size, image.Height), Border.Map(x - Size, image.Width)));
        if (Border is { Kind: BorderKind.Constant, Value: not 0 }) Fill(result);
        return result;
    }

    private void Fill(Image image)
    {
        switch (image)
        {
            case Image<byte> bytes: Fill(bytes); break;
            case Image<ushort> words: Fill(words); break;
            case Image<float> floats: Fill(floats); break;
        }
    }

    private void Fill<T>(Image<T> image) where T : unmanaged, INumber<T>
    {
        T value = SampleRounding.Nearest<T>(Border.Value);
        int margin = Size * image.Channels;
        for (int y = 0; y < image.Height; y++)
        {
            Span<T> row = image.Row(y);
            if (y < Size || y >= image.Height - Size) row.Fill(value);
            row[..margin].Fill(value);
            row[^margin..].Fill(value);
        }
    }
}
