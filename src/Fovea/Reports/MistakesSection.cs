using Fovea.Data;
using Fovea.Imaging;
using Fovea.Training;

namespace Fovea.Reports;

/// <summary>The test images that the model was surest of and wrong about.</summary>
static class MistakesSection
{
    const int Most = 40, LargestSide = 128, ShownSide = 84;

    public static Html Of(ReportContent content)
    {
        if (content.Result.Evaluation is not { } test) return Html.Empty;
        int[] mistakes = [.. test.Mistakes()];
        if (mistakes.Length == 0) return Html.Of($"""<section id="mistakes"><h2>Worst mistakes</h2><p>None: every test image was classified right.</p></section>""");
        return Html.Of($"""
            <section id="mistakes">
            <h2>Worst mistakes</h2>
            <p>{(mistakes.Length <= Most ? $"All {mistakes.Length}" : $"The first {Most} of {Figures.Count(mistakes.Length)}")}, the most confident first: the right class,
            what the image was taken for and with what probability, and its index in {content.Test.Name}.{Channels(content.Test)}</p>
            <div class="mistakes">
            {Html.Join(mistakes.Take(Most).Select(index => Mistake(content, test, index)))}
            </div>
            </section>
            """);
    }

    static Html Mistake(ReportContent content, Evaluation test, int index)
    {
        Image<byte> image = Load(content.Test, index);
        double scale = (double)ShownSide / Math.Max(image.Height, image.Width);
        string right = content.ClassName(test.Labels[index]), taken = content.ClassName(test.Predictions[index]);
        return Html.Of($"""
            <figure><img src="{Picture.Source(image)}" width="{Math.Max(1, image.Width * scale):0}" height="{Math.Max(1, image.Height * scale):0}" alt="test image {index}"/>
            <figcaption><span>right: <b class="right">{right}</b></span><span>taken for: <b class="wrong">{taken}</b></span><span>with {Figures.Data(test.Confidences[index],
                Figures.Percent(test.Confidences[index]))}</span><span class="note">no. {index}</span></figcaption></figure>
            """);
    }

    static Image<byte> Load(DataSet data, int index)
    {
        float[] pixels = new float[data.SampleLength];
        data.Read(index, pixels, out _);
        Image<float> image = new(data.Height, data.Width, data.Channels, pixels);
        if (data.Channels is not (1 or 3)) image = Some(image, data.Channels > 3 ? 3 : 1);
        int largest = Math.Max(image.Height, image.Width);
        if (largest > LargestSide)
            image = image.Resize(Math.Max(1, image.Height * LargestSide / largest), Math.Max(1, image.Width * LargestSide / largest));
        return image.ToByte();
    }

    static string Channels(DataSet data) => data.Channels switch
    {
        1 or 3 => "",
        > 3 => $" Of {data.Channels} channels the first three are drawn as red, green and blue.",
        _ => $" Of {data.Channels} channels the first is drawn.",
    };

    static Image<float> Some(Image<float> image, int channels)
    {
        Image<float> result = new(image.Height, image.Width, channels);
        for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++)
                for (int c = 0; c < channels; c++) result[y, x, c] = image[y, x, c];
        return result;
    }
}
