using System.Globalization;
using System.Text;
using Fovea.Imaging;
using Spectre.Console;

namespace Fovea.Cli.Pictures;

/// <summary>A picture as lines of text.</summary>
static class TerminalPicture
{
    /// <summary>Dark to bright, for terminals that write bright on dark.</summary>
    const string Ramp = " .:-=+*#%@";

    /// <summary>The colours that there are.</summary>
    public enum Palette
    {
        /// <summary>None: greys by the density of characters.</summary>
        None,

        /// <summary>The 6 x 6 x 6 colours and 24 greys of the 256.</summary>
        Indexed,

        /// <summary>Eight bits each of red, green and blue.</summary>
        Full,
    }

    /// <summary>The colours of the terminal that is written to.</summary>
    public static Palette PaletteOf(Output output)
    {
        if (!output.IsLive || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }) return Palette.None;
        return output.Console.Profile.Capabilities.ColorSystem switch { ColorSystem.TrueColor => Palette.Full, ColorSystem.EightBit => Palette.Indexed, _ => Palette.None };
    }

    /// <summary>Any image as 8-bit grey or RGB.</summary>
    public static Image<byte> Bytes(Image image)
    {
        Image opaque = Transparency.OnWhite(image);
        if (opaque.Channels is not (1 or 3)) opaque = new Pipeline(new Channel()).Run(opaque);
        SampleRange covering = SampleRange.Covering(opaque);
        bool isPicture = opaque.Depth != PixelDepth.Float32 || covering is { Low: >= 0, High: <= 1 };
        return (isPicture ? SampleRange.Of(opaque.Depth) : covering).ToByte(opaque);
    }

    /// <summary>The lines for an image, as many characters wide as asked for, with its proportions: a character is twice as high as wide.</summary>
    public static IEnumerable<string> Lines(Image<byte> image, int columns, Palette palette)
    {
        int rows = Math.Max(1, (int)Math.Round((double)image.Height * columns / image.Width / 2));
        if (palette == Palette.None)
        {
            Image<byte> grey = image.ToGray().Resize(rows, columns);
            for (int y = 0; y < rows; y++) yield return Plain(grey.Row(y));
            yield break;
        }
        Image<byte> pixels = image.ToRgb().Resize(2 * rows, columns);
        for (int y = 0; y < rows; y++) yield return Colored(pixels.Row(2 * y), pixels.Row(2 * y + 1), palette);
    }

    static string Plain(ReadOnlySpan<byte> greys)
    {
        StringBuilder line = new(greys.Length);
        foreach (byte grey in greys) line.Append(Ramp[grey * Ramp.Length / 256]);
        return line.ToString().TrimEnd();
    }

    /// <summary>The upper half of a character in the foreground's colour, the lower in the background's.</summary>
    static string Colored(ReadOnlySpan<byte> above, ReadOnlySpan<byte> below, Palette palette)
    {
        StringBuilder line = new();
        string last = "";
        for (int x = 0; x < above.Length; x += 3)
        {
            string colors = $"\u001b[38;{Code(above.Slice(x, 3), palette)};48;{Code(below.Slice(x, 3), palette)}m";
            if (colors != last) line.Append(last = colors);
            line.Append('▀');
        }
        return line.Append("\u001b[0m").ToString();
    }

    static string Code(ReadOnlySpan<byte> color, Palette palette)
    {
        (byte red, byte green, byte blue) = (color[0], color[1], color[2]);
        if (palette == Palette.Full) return string.Create(CultureInfo.InvariantCulture, $"2;{red};{green};{blue}");
        bool isGrey = Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) < 12;
        int index = isGrey ? 232 + Math.Clamp((green - 3) / 10, 0, 23) : 16 + 36 * Step(red) + 6 * Step(green) + Step(blue);
        return string.Create(CultureInfo.InvariantCulture, $"5;{index}");

        // The six levels are 0, 95, 135, 175, 215, 255.
        static int Step(byte value) => value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
    }
}
