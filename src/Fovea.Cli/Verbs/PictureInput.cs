using Fovea.Data;
using Fovea.Imaging;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>Whether a picture is turned into its negative before a network sees it.</summary>
enum Polarity
{
    /// <summary>Where its border is bright and that of the training images is dark, or the other way round; grey networks only.</summary>
    Auto,

    /// <summary>Always.</summary>
    Yes,

    /// <summary>Never.</summary>
    No,
}

/// <summary>A picture of any size and kind made into what a network takes.</summary>
/// <param name="Pixels">Rows x columns x channels of 0 to 1, not normalised yet.</param>
/// <param name="Steps">What was done, in words.</param>
/// <param name="Inverted">Whether it is the negative.</param>
sealed record PictureInput(Image<float> Pixels, IReadOnlyList<string> Steps, bool Inverted)
{
    /// <summary>The formats that are read, for help.</summary>
    public const string Formats = "PNG, JPEG, BMP, PBM, PGM, PPM, PFM";

    /// <summary>
    /// Lays transparent pictures on white, makes them grey or RGB, inverts them where that is asked for, and fits them into the network's input with their
    /// proportions kept, centred, the rest filled with the mean of the border. A network that was trained on pictures of any size sees them as it saw those.
    /// </summary>
    /// <exception cref="BadFileException">The file is no picture that can be read.</exception>
    public static PictureInput Read(string path, SavedModel model, Polarity polarity)
    {
        (int height, int width, int channels) = (model.Input[0], model.Input[1], model.Input[2]);
        if (model.Preparation is { } preparation) return Prepared(path, preparation, polarity);
        List<string> steps = [];
        Image<float> image = ImageFile.ReadAs<float>(path);
        foreach (float value in image.Pixels)
            if (!float.IsFinite(value)) throw new BadFileException(path, "has pixels that are not finite numbers");
        if (image.HasAlpha)
        {
            image = image.Flatten(1f);
            steps.Add("transparency laid on white");
        }
        if (channels == 1 && image.Channels != 1)
        {
            image = image.ToGray();
            steps.Add("made grey");
        }
        else if (channels == 3 && image.Channels == 1) image = image.ToRgb();
        if (image.Channels != channels) throw new FoveaException($"{path}: the network takes images of {channels} channels, which a picture does not have");

        float border = Mean(Border(image));
        bool darkData = Mean(model.Mean) < 0.5f;
        bool invert = polarity == Polarity.Yes || (polarity == Polarity.Auto && channels == 1 && border > 0.5f == darkData);
        if (invert) image = image.Invert();
        string seen = $"border {(border > 0.5f ? "bright" : "dark")}, training images {(darkData ? "light on dark" : "dark on light")}";
        steps.Add(polarity switch
        {
            Polarity.Auto when channels != 1 => "colours as they are",
            Polarity.Auto => $"{(invert ? "inverted" : "not inverted")} ({seen})",
            _ => invert ? "inverted as asked" : "not inverted as asked",
        });
        if (image.Height != height || image.Width != width)
        {
            steps.Add($"{image.Height}x{image.Width} fitted into {height}x{width}{(image.Height * width == image.Width * height ? "" : ", sides filled with the border's mean")}");
            image = Fit(image, height, width);
        }
        return new PictureInput(image, steps, invert);
    }

    /// <summary>The input of a network for a picture: one image, normalised as the training images were.</summary>
    public Tensor ToTensor(SavedModel model)
    {
        float[] values = Pixels.Pixels.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i % Pixels.Channels;
            values[i] = (values[i] - model.Mean[channel]) / model.Deviation[channel];
        }
        return Tensor.From(values, [1, Pixels.Height, Pixels.Width, Pixels.Channels]);
    }

    /// <summary>As the training pictures were prepared; their polarity is not known, so nothing is inverted unless that is asked for.</summary>
    static PictureInput Prepared(string path, Preparation preparation, Polarity polarity)
    {
        Image picture = ImageFile.Read(path);
        bool invert = polarity == Polarity.Yes;
        Image<byte> converted = preparation.Convert(picture);
        float[] pixels = new float[preparation.Length];
        preparation.Apply(invert ? converted.Invert() : converted, pixels);
        List<string> steps = [];
        if (picture.HasAlpha) steps.Add("transparency laid on white");
        if (invert) steps.Add("inverted as asked");
        steps.Add($"{picture.Height}x{picture.Width} prepared: {preparation}");
        return new PictureInput(new Image<float>(preparation.Size, preparation.Size, preparation.Channels, pixels), steps, invert);
    }

    static Image<float> Fit(Image<float> image, int height, int width)
    {
        double scale = Math.Min((double)height / image.Height, (double)width / image.Width);
        int rows = Math.Clamp((int)Math.Round(image.Height * scale), 1, height), columns = Math.Clamp((int)Math.Round(image.Width * scale), 1, width);
        float[] fill = Border(image);
        Image<float> small = image.Resize(rows, columns), result = new(height, width, image.Channels);
        for (int i = 0; i < result.Pixels.Length; i++) result.Pixels[i] = fill[i % image.Channels];
        int top = (height - rows) / 2, left = (width - columns) / 2;
        for (int y = 0; y < rows; y++) small.Row(y).CopyTo(result.Row(top + y)[(left * image.Channels)..]);
        return result;
    }

    static float Mean(IReadOnlyList<float> channels)
    {
        double sum = 0;
        for (int c = 0; c < channels.Count; c++) sum += channels[c];
        return (float)(sum / channels.Count);
    }

    /// <summary>The mean of the outermost pixels, channel by channel.</summary>
    static float[] Border(Image<float> image)
    {
        double[] sum = new double[image.Channels];
        long count = 0;
        for (int y = 0; y < image.Height; y++)
        {
            bool whole = y == 0 || y == image.Height - 1;
            for (int x = 0; x < image.Width; x += whole || image.Width == 1 ? 1 : image.Width - 1)
            {
                for (int c = 0; c < sum.Length; c++) sum[c] += image[y, x, c];
                count++;
            }
        }
        return Array.ConvertAll(sum, total => (float)(total / count));
    }
}
