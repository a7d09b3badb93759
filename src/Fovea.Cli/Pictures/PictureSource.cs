using System.Globalization;
using Fovea.Imaging;

namespace Fovea.Cli.Pictures;

/// <summary>Where a picture comes from: a file, standard input, or the scene that the program draws itself.</summary>
static class PictureSource
{
    /// <summary>What stands for standard input or output.</summary>
    public const string Stream = "-";

    /// <summary>What is read, for help.</summary>
    public const string Help = "a picture of any format (PNG, JPEG, BMP, PBM, PGM, PPM, PFM), - for standard input, or scene (scene:640x480) for a test picture";

    /// <summary>Reads a picture, upright as its EXIF data says.</summary>
    /// <exception cref="BadFileException">It cannot be read.</exception>
    public static Image Read(string source)
    {
        if (SizeOfScene(source) is var (height, width)) return TestScene.Create(height, width);
        if (source != Stream) return ImageFile.Read(source);
        using Stream input = Console.OpenStandardInput();
        return ImageFile.Read(input, "standard input");
    }

    /// <summary>Whether this is no file.</summary>
    public static bool IsNoFile(string source) => source == Stream || SizeOfScene(source) is not null;

    /// <summary>Rows and columns of the drawn scene, where it is asked for; a file of that name comes first.</summary>
    static (int Height, int Width)? SizeOfScene(string source)
    {
        if (!source.StartsWith(TestScene.Name, StringComparison.Ordinal) || Path.Exists(source)) return null;
        if (source.Length == TestScene.Name.Length) return (480, 640);
        if (source[TestScene.Name.Length] != ':') return null;
        string[] sides = source[(TestScene.Name.Length + 1)..].Split('x');
        if (sides.Length == 2 && Side(sides[0]) is { } width && Side(sides[1]) is { } height) return (height, width);
        throw new UsageException($"{source}: that is no size", "write scene:WIDTHxHEIGHT, as in scene:640x480");
    }

    static int? Side(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is >= 1 and <= 32_768 ? side : null;
}
