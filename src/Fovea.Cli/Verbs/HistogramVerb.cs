using System.CommandLine;
using System.Globalization;
using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Verbs;

/// <summary>How often each value occurs in a picture.</summary>
sealed class HistogramVerb : Verb
{
    const int RowsInTerminal = 16, BarWidth = 50;

    readonly Argument<string> picture = new("IMAGE") { Description = PictureSource.Help };
    readonly Option<string?> target = new("--out", "-o") { HelpName = "FILE", Description = "Write the histogram as a picture" };
    readonly Option<string?> bins = new("--bins") { HelpName = "N", Description = "The number of bins (default 256; shown without -o are 16)" };
    readonly Option<bool> logarithmic = new("--log") { Arity = ArgumentArity.Zero, Description = "Draw logarithms of the counts" };

    public HistogramVerb() : base("histogram", "Show how often each value occurs in a picture",
        ("fovea histogram photo.jpg", "numbers and bars, channel by channel"),
        ("fovea histogram photo.jpg -o hist.png", "as a picture"),
        ("fovea histogram photo.jpg --bins 256 --json", "all counts, for programs"))
    {
        Add(picture);
        Add(target);
        Add(bins);
        Add(logarithmic);
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string source = call.GetRequiredValue(picture);
        string? file = call.GetValue(target);
        int? asked = call.GetValue(bins) is not { } text ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 65_536 ? number
            : throw new UsageException($"--bins is {text}, but must be a whole number from 1 to 65536");
        PictureFormat? format = file is null ? null : PictureFormat.Of(file);
        Image image = PictureSource.Read(source);
        // Floats that leave 0 to 1 have the bins that they need.
        SampleRange covering = SampleRange.Covering(image);
        (double? low, double? high) = image.Depth == PixelDepth.Float32 && covering is not { Low: >= 0, High: <= 1 } ? (covering.Low, covering.High) : ((double?)null, (double?)null);
        Histogram histogram = Histogram.Of(image, asked ?? (file is null && !output.IsJson ? RowsInTerminal : 256), low, high);
        Histogram fine = Histogram.Of(image, 256, low, high);
        if (file is not null)
        {
            (Image written, _) = format!.Fit(histogram.ToPicture(logarithmic: call.GetValue(logarithmic)), isPicture: true, null, null);
            ImageFile.Write(file, written);
        }
        if (!output.IsJson)
        {
            if (file is null) Bars(histogram, call.GetValue(logarithmic), output);
            Numbers(image, fine, output);
            if (file is not null) output.Line($"{file}: the histogram of {source}");
        }
        output.Json(json =>
        {
            json.WriteString("image", source);
            json.WriteNumber("low", histogram.Low);
            json.WriteNumber("high", histogram.High);
            if (file is not null) json.WriteString("picture", file);
            json.WriteStartArray("channels");
            for (int c = 0; c < histogram.Channels; c++)
            {
                ChannelStatistics statistics = histogram.Statistics[c];
                json.WriteStartObject();
                json.WriteString("name", NameOf(c, histogram.Channels));
                json.WriteFinite("least", statistics.Least);
                json.WriteFinite("most", statistics.Most);
                json.WriteFinite("mean", statistics.Mean);
                json.WriteFinite("deviation", statistics.Deviation);
                json.WriteFinite("median", image.Percentiles(c, 50)[0]);
                json.WriteFinite("entropy", fine.Entropy(c));
                json.WriteFinite("otsu", Otsu.LevelOf(image, c));
                json.WriteStartArray("counts");
                foreach (long count in histogram.Counts(c)) json.WriteNumberValue(count);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
        return ExitCode.Success;
    }

    static void Bars(Histogram histogram, bool logarithmic, Output output)
    {
        for (int c = 0; c < histogram.Channels; c++)
        {
            Listing listing = new($">{NameOf(c, histogram.Channels)} from", ">count", "");
            double most = 0;
            foreach (long count in histogram.Counts(c)) most = Math.Max(most, Height(count));
            for (int i = 0; i < histogram.Bins; i++)
            {
                long count = histogram.Counts(c)[i];
                listing.Add(Number(histogram.Edges[i]), Figures.Count(count), new string(output.IsLive ? '█' : '#', most == 0 ? 0 : (int)Math.Round(Height(count) / most * BarWidth)));
            }
            listing.Write(output);
            output.Line();
        }

        double Height(long count) => logarithmic ? Math.Log(1 + count) : count;
    }

    static void Numbers(Image image, Histogram fine, Output output)
    {
        Listing listing = new("channel", ">least", ">median", ">mean", ">largest", ">deviation", ">entropy", ">Otsu's level");
        for (int c = 0; c < fine.Channels; c++)
        {
            ChannelStatistics statistics = fine.Statistics[c];
            listing.Add(NameOf(c, fine.Channels), Number(statistics.Least), Number(image.Percentiles(c, 50)[0]), Number(statistics.Mean), Number(statistics.Most), Number(statistics.Deviation),
                Number(fine.Entropy(c)), Number(Otsu.LevelOf(image, c)));
        }
        listing.Write(output);
        output.Line($"{image}; entropy in bits, over 256 bins");
    }

    static string NameOf(int channel, int channels) => channels switch
    {
        1 or 2 => new[] { "grey", "alpha" }[channel],
        3 or 4 => new[] { "red", "green", "blue", "alpha" }[channel],
        _ => $"channel {channel}",
    };

    static string Number(double value) => value.ToString("g5", CultureInfo.InvariantCulture);
}
