using Fovea.Imaging;

namespace Fovea.Reports;

/// <summary>Pictures inside the page.</summary>
static class Picture
{
    /// <summary>The greys of a card of the page in light and in dark, for pictures that should stand on it without a border; as in <see cref="ReportStyle"/>.</summary>
    public const byte LightCard = 0xFF, DarkCard = 0x1A;

    /// <summary>The image as the bytes of a PNG file.</summary>
    public static byte[] Png(Image<byte> image, int compression = 6)
    {
        using MemoryStream bytes = new();
        ImageFile.Write(bytes, ".png", image, new PngWriteOptions { CompressionLevel = compression });
        return bytes.ToArray();
    }

    /// <summary>The image as an address that holds it whole.</summary>
    public static string Source(Image<byte> image) => "data:image/png;base64," + Convert.ToBase64String(Png(image));

    /// <summary>A picture that is drawn once for the light page and once for the dark one, <paramref name="scale"/> times as large as it has pixels.</summary>
    public static Html OnCard(Func<byte, Image<byte>> draw, int scale, string description)
    {
        Image<byte> light = draw(LightCard);
        return Html.Of($"""
            <picture><source media="screen and (prefers-color-scheme: dark)" srcset="{Source(draw(DarkCard))}"/>
            <img src="{Source(light)}" width="{light.Width * scale}" height="{light.Height * scale}" alt="{description}"/></picture>
            """);
    }
}
