using System.CommandLine;
using System.Globalization;
using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Verbs;

/// <summary>How far two pictures are apart.</summary>
sealed class CompareVerb : Verb
{
    readonly Argument<string> first = new("A") { Description = PictureSource.Help };
    readonly Argument<string> second = new("B") { Description = "Another of the same size" };
    readonly Option<string?> picture = new("--out", "-o") { HelpName = "FILE", Description = "Write a picture of the absolute differences, the largest of them white" };
    readonly Option<string?> luma = new("--channels") { HelpName = "pooled|mean|luma|studio", Description = "What is compared of colours: all samples together (default), the mean of the channels, luma, or luma of 16 to 235 (as in tables of super-resolution)" };
    readonly Option<string?> crop = new("--crop") { HelpName = "N", Description = "Leave out so many pixels along every edge (default 0)" };

    public CompareVerb() : base("compare", "Say how far two pictures are apart: PSNR, SSIM, largest difference",
        ("fovea compare a.png b.jpg", "what JPEG lost"),
        ("fovea compare a.png b.png -o difference.png", "and a picture of where"),
        ("fovea compare truth.png upscaled.png --channels studio --crop 2", "as tables of super-resolution are made"))
    {
        Add(first);
        Add(second);
        Add(picture);
        Add(luma);
        Add(crop);
    }

    public override string Details => """
        PSNR is 10 log10(peak^2 / MSE) with the peak of the sample type (255, 65535, 1). SSIM is that of Wang et al. 2004: a Gaussian window of 11 pixels with
        sigma 1.5; --json has that of scikit-image's defaults too. Pictures of two sample types are compared in the finer one, a grey one with a coloured one in
        colours; transparency is laid on white.
        """;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string nameOfA = call.GetRequiredValue(first), nameOfB = call.GetRequiredValue(second);
        MetricChannels channels = call.GetValue(luma) switch
        {
            null or "pooled" => MetricChannels.Pooled,
            "mean" => MetricChannels.Mean,
            "luma" => MetricChannels.Luma,
            "studio" => MetricChannels.StudioLuma,
            var other => throw UsageException.From(Suggestion.Unknown("value of --channels", other, ["pooled", "mean", "luma", "studio"])),
        };
        int margin = call.GetValue(crop) is not { } text ? 0 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw new UsageException($"--crop is {text}, but must be a whole number from 0");
        string? target = call.GetValue(picture);
        PictureFormat? format = target is null ? null : PictureFormat.Of(target);
        (Image a, Image b) = Alike(PictureSource.Read(nameOfA), PictureSource.Read(nameOfB));
        if (a.Height != b.Height || a.Width != b.Width)
            throw new FoveaException($"{nameOfA} is {a.Height} x {a.Width}, {nameOfB} is {b.Height} x {b.Width}: only pictures of one size are compared",
                $"fovea filter \"resize width={a.Width} height={a.Height}\" {nameOfB} -o OUT makes them one size");

        MetricOptions options = new() { Channels = channels, Crop = margin };
        double error = ImageMetrics.MeanSquaredError(a, b, options), psnr = ImageMetrics.Psnr(a, b, options);
        double? ssim = Similarity(a, b, new SsimOptions { Channels = channels, Crop = margin }), uniform = Similarity(a, b, SsimOptions.Uniform7 with { Channels = channels, Crop = margin });
        Image<float> difference = Difference(a, b);
        (double largest, double share) = Summary(difference);
        if (target is not null)
        {
            (Image written, IReadOnlyList<string> remarks) = format!.Fit(difference, isPicture: false, null, null);
            ImageFile.Write(target, written);
            output.Line($"{target}: {string.Join("; ", remarks.Prepend(written.ToString()))}");
        }
        if (!output.IsJson)
        {
            output.Line($"PSNR     {(double.IsPositiveInfinity(psnr) ? "infinite: the pictures are equal" : $"{psnr.ToString("f3", CultureInfo.InvariantCulture)} dB")}");
            output.Line($"SSIM     {(ssim is { } value ? value.ToString("f5", CultureInfo.InvariantCulture) : "none: the pictures are smaller than its window of 11 pixels")}");
            output.Line($"MSE      {error.ToString("g6", CultureInfo.InvariantCulture)}");
            output.Line($"largest  {largest.ToString("g6", CultureInfo.InvariantCulture)} of {SampleRange.Of(a.Depth).High.ToString("g6", CultureInfo.InvariantCulture)}");
            output.Line($"differ   {Figures.Percent(share)} of the samples");
        }
        output.Json(json =>
        {
            json.WriteString("a", nameOfA);
            json.WriteString("b", nameOfB);
            json.WriteString("channels", channels.ToString());
            json.WriteNumber("crop", margin);
            json.WriteBoolean("equal", largest == 0);
            json.WriteFinite("psnr", psnr);
            json.WriteFinite("ssim", ssim);
            json.WriteFinite("ssimUniform7", uniform);
            json.WriteFinite("mse", error);
            json.WriteFinite("largest", largest);
            json.WriteFinite("differing", share);
            if (target is not null) json.WriteString("difference", target);
        });
        return ExitCode.Success;
    }

    /// <summary>Both without transparency, in one sample type and, where one has colours, both in colours.</summary>
    static (Image, Image) Alike(Image a, Image b)
    {
        (a, b) = (Transparency.OnWhite(a), Transparency.OnWhite(b));
        PixelDepth depth = a.Depth > b.Depth ? a.Depth : b.Depth;
        (a, b) = (As(a, depth), As(b, depth));
        if (a.Channels == 1 && b.Channels == 3) a = new Pipeline(new Rgb()).Run(a);
        if (b.Channels == 1 && a.Channels == 3) b = new Pipeline(new Rgb()).Run(b);
        return (a, b);
    }

    static Image As(Image image, PixelDepth depth) => image.Depth == depth ? image : depth switch { PixelDepth.UInt8 => image.ToByte(), PixelDepth.UInt16 => image.ToUInt16(), _ => image.ToFloat() };

    static double? Similarity(Image a, Image b, SsimOptions options) =>
        Math.Min(a.Height, a.Width) - 2 * options.Crop < options.Size ? null : ImageMetrics.Ssim(a, b, options);

    static Image<float> Difference(Image a, Image b)
    {
        Image<float> result = new(a.Height, a.Width, a.Channels);
        double high = SampleRange.Of(a.Depth).High;
        // 0 to 1 is exact enough for no byte and no 16-bit sample to be confused.
        Image<float> x = a.ToFloat(), y = b.ToFloat();
        for (int i = 0; i < result.Pixels.Length; i++)
        {
            float difference = (float)(Math.Abs((double)x.Pixels[i] - y.Pixels[i]) * high);
            result.Pixels[i] = a.Depth == PixelDepth.Float32 ? difference : MathF.Round(difference);
        }
        return result;
    }

    static (double Largest, double Share) Summary(Image<float> difference)
    {
        double largest = 0;
        long differing = 0;
        foreach (float value in difference.Pixels)
        {
            if (value != 0) differing++;
            largest = double.IsNaN(value) ? double.NaN : Math.Max(largest, value);
        }
        return (largest, (double)differing / difference.Pixels.Length);
    }
}
