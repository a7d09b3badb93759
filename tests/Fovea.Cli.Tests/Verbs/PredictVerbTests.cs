using System.Text.Json;
using Fovea.Cli.Verbs;
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Training;

namespace Fovea.Cli.Tests.Verbs;

public sealed class PredictVerbTests : IClassFixture<TrainedRun>, IDisposable
{
    readonly TrainedRun trained;
    readonly Folder folder = new();
    readonly Image<byte> digit;

    public PredictVerbTests(TrainedRun trained)
    {
        this.trained = trained;
        DataSet test = DataSets.Load("digits", new DataSetRequest { Train = false, Count = 1 });
        float[] pixels = new float[test.SampleLength];
        test.Read(0, pixels, out _);
        digit = new Image<float>(28, 28, 1, pixels).ToByte();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_format_is_read()
    {
        JsonElement[] all = Predictions("--json", Write("digit.png", digit), Write("digit.bmp", digit), Write("digit.jpg", digit));
        Assert.Equal(all[0].GetProperty("probability").GetDouble(), all[1].GetProperty("probability").GetDouble());
        // JPEG loses a little.
        Assert.Equal(all[0].GetProperty("class").GetString(), all[2].GetProperty("class").GetString());
        Assert.Equal(all[0].GetProperty("probability").GetDouble(), all[2].GetProperty("probability").GetDouble(), 0.1);
    }

    [Fact]
    public void A_network_by_name_takes_weights_and_labels_from_files()
    {
        string weights = folder.At("weights.safetensors"), labels = folder.At("labels.txt"), picture = Write("digit.png", digit);
        SavedModel.Open(trained.Path).Model.SaveWeights(weights);
        File.WriteAllLines(labels, Enumerable.Range(0, 10).Select(i => $"digit {i}"));
        JsonElement json = Call.Of("predict", "--model", "two_layer", "--weights", weights, "--labels", labels, picture, "--json").Succeeded().Json();
        Assert.StartsWith("digit ", json.GetProperty("predictions")[0].GetProperty("class").GetString(), StringComparison.Ordinal);

        File.WriteAllLines(labels, ["one", "two"]);
        Assert.Contains("holds 2 names of classes, but the model has 10 outputs", Call.Of("predict", "--model", "two_layer", "--weights", weights, "--labels", labels, picture).Failed().Error, StringComparison.Ordinal);
        Assert.Contains("has learned nothing", Call.Of("predict", "--model", "two_layer", picture).Refused().Error, StringComparison.Ordinal);
        Assert.Contains("IMAGE is missing", Call.Of("predict", trained.Path).Refused().Error, StringComparison.Ordinal);
        Assert.Contains("not in the file", Call.Of("predict", "--model", "linear", "--weights", weights, picture).Failed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_the_networks_size_is_seen_as_it_is()
    {
        SavedModel saved = SavedModel.Open(trained.Path);
        PictureInput seen = PictureInput.Read(Write("plain.png", digit), saved, Polarity.Auto);
        Assert.False(seen.Inverted);
        Assert.Equal(digit.ToFloat().Pixels.ToArray(), seen.Pixels.Pixels.ToArray());
    }

    [Theory]
    [InlineData("plain.pgm")]
    [InlineData("negative.png")]
    [InlineData("rgb.ppm")]
    [InlineData("transparent.png")]
    public void The_same_digit_in_another_form_is_the_same_prediction(string form)
    {
        Image<byte> other = form switch
        {
            "negative.png" => digit.Invert(),
            "rgb.ppm" => digit.ToRgb(),
            "transparent.png" => Ink(digit),
            _ => digit,
        };
        JsonElement[] both = Predictions("--json", Write("digit.png", digit), Write(form, other));
        Assert.Equal(both[0].GetProperty("class").GetString(), both[1].GetProperty("class").GetString());
        Assert.Equal(both[0].GetProperty("probability").GetDouble(), both[1].GetProperty("probability").GetDouble(), 0.02);
        Assert.Equal(form is "negative.png" or "transparent.png", both[1].GetProperty("inverted").GetBoolean());
    }

    [Fact]
    public void Any_size_is_fitted_with_its_proportions_kept()
    {
        SavedModel saved = SavedModel.Open(trained.Path);
        Image<byte> wide = new(10, 40, 1);
        wide.Pixels.Fill(10);
        wide[5, 20, 0] = 255;
        PictureInput seen = PictureInput.Read(Write("wide.png", wide), saved, Polarity.Auto);
        Assert.Equal((28, 28), (seen.Pixels.Height, seen.Pixels.Width));
        // 10x40 becomes 7x28 in the middle; above and below lies the border's mean.
        Assert.Equal(10 / 255f, seen.Pixels[0, 14, 0], 1e-5f);
        Assert.Equal(10 / 255f, seen.Pixels[27, 0, 0], 1e-5f);
        Assert.True(seen.Pixels[14, 14, 0] > 0.2f || seen.Pixels[13, 14, 0] > 0.2f);
        Assert.Contains("10x40 fitted into 28x28", string.Join("; ", seen.Steps), StringComparison.Ordinal);
        PictureInput point = PictureInput.Read(Write("point.png", new Image<byte>(1, 1, 1)), saved, Polarity.Auto);
        Assert.Equal((28, 28), (point.Pixels.Height, point.Pixels.Width));
    }

    [Fact]
    public void Polarity_is_as_asked()
    {
        string file = Write("digit.png", digit);
        Assert.False(Predictions("--json", file, "--invert", "no")[0].GetProperty("inverted").GetBoolean());
        Assert.True(Predictions("--json", file, "--invert", "yes")[0].GetProperty("inverted").GetBoolean());
    }

    [Fact]
    public void Probabilities_are_sorted_and_sum_to_one()
    {
        double[] scores = [.. Predictions("--json", Write("digit.png", digit), "--top", "10")[0].GetProperty("scores").EnumerateArray().Select(score => score.GetProperty("probability").GetDouble())];
        Assert.Equal(10, scores.Length);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(1, scores.Sum(), 1e-5);
    }

    [Fact]
    public void A_bad_picture_is_an_error_and_the_others_go_on()
    {
        string good = Write("good.png", digit), bad = folder.At("bad.png");
        File.WriteAllText(bad, "this is no picture");
        Call call = Call.Of("predict", trained.Path, bad, folder.At("missing.png"), good).Failed();
        Assert.Contains(bad, call.Error, StringComparison.Ordinal);
        Assert.Contains("missing.png", call.Error, StringComparison.Ordinal);
        Assert.Contains($"{good}: ", call.Out, StringComparison.Ordinal);
        Assert.Contains('#', call.Out);

        Call machine = Call.Of("predict", trained.Path, bad, good, "--json");
        Assert.Equal(1, machine.Code);
        JsonElement[] predictions = [.. machine.Json().GetProperty("predictions").EnumerateArray()];
        Assert.True(predictions[0].TryGetProperty("error", out _));
        Assert.True(predictions[1].TryGetProperty("class", out _));
    }

    JsonElement[] Predictions(params string[] args) => [.. Call.Of(["predict", trained.Path, .. args]).Succeeded().Json().GetProperty("predictions").EnumerateArray()];

    string Write(string name, Image<byte> image)
    {
        ImageFile.Write(folder.At(name), image);
        return folder.At(name);
    }

    /// <summary>Black ink on nothing.</summary>
    static Image<byte> Ink(Image<byte> strength)
    {
        Image<byte> ink = new(strength.Height, strength.Width, 2);
        for (int i = 0; i < strength.Pixels.Length; i++) ink.Pixels[2 * i + 1] = strength.Pixels[i];
        return ink;
    }
}
