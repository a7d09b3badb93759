using System.CommandLine;
using System.Globalization;
using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Verbs;

/// <summary>A picture in the terminal.</summary>
sealed class ShowVerb : Verb
{
    const int WidthWithoutTerminal = 80, MostColumns = 1000;

    readonly Argument<string> picture = new("IMAGE") { Description = PictureSource.Help };
    readonly Option<string?> width = new("--width") { HelpName = "N", Description = "Columns of the terminal to fill (default: all of them, or one a pixel)" };
    readonly Option<string?> color = new("--color") { HelpName = "auto|always|never", Description = "Colours, or plain characters; auto: as the terminal can" };

    public ShowVerb() : base("show", "Show a picture in the terminal",
        ("fovea show photo.jpg", "as wide as the terminal"),
        ("fovea show scene --width 60 --color never", "the scene that fovea draws, in plain characters"))
    {
        Add(picture);
        Add(width);
        Add(color);
    }

    public override string Details => """
        A character shows two pixels, one above the other, in 24-bit colours; in 256 where the terminal has no more. Where there are none (a pipe, a file,
        NO_COLOR), darker and brighter characters stand for the greys. Transparency lies on white. Floats of 0 to 1 are black to white; of others the largest is.
        """;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string source = call.GetRequiredValue(picture);
        TerminalPicture.Palette palette = call.GetValue(color) switch
        {
            null or "auto" => TerminalPicture.PaletteOf(output),
            "always" => TerminalPicture.Palette.Full,
            "never" => TerminalPicture.Palette.None,
            var other => throw UsageException.From(Suggestion.Unknown("value of --color", other, ["auto", "always", "never"])),
        };
        int? asked = call.GetValue(width) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostColumns ? number
            : throw new UsageException($"--width is {text}, but must be a whole number from 1 to {MostColumns}");
        Image image = PictureSource.Read(source);
        Image<byte> seen = TerminalPicture.Bytes(image);
        int columns = asked ?? Math.Min(output.IsLive ? output.Console.Profile.Width : WidthWithoutTerminal, image.Width);
        if (!output.IsJson)
        {
            foreach (string line in TerminalPicture.Lines(seen, columns, palette)) output.Raw(line);
            output.Line($"{source}: {image}");
        }
        output.Json(json =>
        {
            json.WriteString("image", source);
            json.WriteNumber("height", image.Height);
            json.WriteNumber("width", image.Width);
            json.WriteNumber("channels", image.Channels);
            json.WriteString("depth", image.Depth.ToString());
        });
        return ExitCode.Success;
    }
}
