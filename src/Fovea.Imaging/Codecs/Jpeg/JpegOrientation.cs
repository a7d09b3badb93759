using System.Buffers.Binary;

namespace Fovea.Imaging;

/// <summary>How the camera was held (EXIF tag 0x0112), 1 to 8: the image's first row and column seen upright. Applied when a file is read.</summary>
internal static class JpegOrientation
{
    private const int Tag = 0x0112, EntryBytes = 12;

    /// <summary>Whether rows and columns change places.</summary>
    public static bool IsSideways(int orientation) => orientation >= 5;

    /// <summary>The orientation that a TIFF structure gives, or null where it gives none that makes sense.</summary>
    public static int? Find(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return null;
        bool little = tiff[0] == 'I';
        if (!little && tiff[0] != 'M') return null;
        uint directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2) return null;
        tiff = tiff[(int)directory..];
        int count = Word(tiff, little);
        for (tiff = tiff[2..]; count > 0 && tiff.Length >= EntryBytes; count--, tiff = tiff[EntryBytes..])
            if (Word(tiff, little) == Tag) return Word(tiff[8..], little) is >= 1 and <= 8 and var found ? found : null;
        return null;
    }

    /// <summary>The image as it is seen upright.</summary>
    public static Image<byte> Upright(Image<byte> image, int orientation)
    {
        if (orientation == 1) return image;
        bool sideways = IsSideways(orientation);
        Image<byte> result = Image<byte>.Uninitialized(sideways ? image.Width : image.Height, sideways ? image.Height : image.Width, image.Channels);
        bool flipRows = orientation is 3 or 4 or 7 or 8, flipColumns = orientation is 2 or 3 or 6 or 7;
        ReadOnlySpan<byte> from = image.Pixels;
        int channels = image.Channels, down = image.Width * channels;
        for (int y = 0; y < result.Height; y++)
        {
            Span<byte> row = result.Row(y);
            int sy = flipRows ? result.Height - 1 - y : y;
            int at = 0;
            for (int x = 0; x < result.Width; x++)
            {
                int sx = flipColumns ? result.Width - 1 - x : x;
                int source = sideways ? sx * down + sy * channels : sy * down + sx * channels;
                for (int c = 0; c < channels; c++) row[at++] = from[source + c];
            }
        }
        return result;
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
