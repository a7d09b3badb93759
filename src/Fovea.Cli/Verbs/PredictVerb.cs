using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>Says what a trained network sees in pictures.</summary>
sealed class PredictVerb : Verb
{
    const int BarWidth = 30;

    readonly Argument<string> trained = new("RUN|CHECKPOINT") { Description = "A run's folder (its best weights), or a .safetensors checkpoint" };
    readonly Argument<string[]> images = new("IMAGE") { Arity = ArgumentArity.OneOrMore, Description = "Pictures of any size: PNG, PBM, PGM, PPM, PFM" };
    readonly Option<string?> top = new("--top") { HelpName = "K", Description = "How many classes to show (default 3)" };
    readonly Option<string?> invert = new("--invert")
    {
        HelpName = "auto|yes|no",
        Description = "Turn the picture into its negative; auto (the default): where its border is bright and the training images are light on dark, or the reverse",
    };

    public PredictVerb() : base("predict", "Say what is in pictures",
        ("fovea predict runs/mine seven.png", "the most probable classes of one picture"),
        ("fovea predict runs/mine *.png --top 1 --json", "many pictures, for programs"),
        ("fovea predict runs/mine scan.pgm --invert no", "a picture that is light on dark although its border is bright"))
    {
        Add(trained);
        Add(images);
        Add(top);
        Add(invert);
    }

    public override string Details => """
        A picture is laid on white where it is transparent, made grey or RGB as the network needs, inverted as --invert says, fitted into the network's
        input with its proportions kept (the rest is filled with the mean of its border), and normalised like the training images. A network that was trained
        on a folder of pictures (--data folder) sees a picture prepared as those were: shorter side resized, centre cut out; nothing is inverted but by yes.
        """;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        int count = Top(call.GetValue(top));
        Polarity polarity = ParsePolarity(call.GetValue(invert));
        SavedModel saved = SavedModel.Open(call.GetRequiredValue(trained));
        List<(string File, Prediction? Prediction, string? Error)> results = [];
        foreach (string file in call.GetRequiredValue(images))
        {
            try
            {
                results.Add((file, Predict(PictureInput.Read(file, saved, polarity), saved, count), null));
                if (!output.IsJson) Write(file, results[^1].Prediction!, saved, output);
            }
            catch (FoveaException error)
            {
                results.Add((file, null, error.Message));
                output.Note($"fovea: {error.Message}");
            }
        }
        output.Json(json => WriteJson(json, saved, results));
        return results.Exists(result => result.Error is not null) ? ExitCode.Failed : ExitCode.Success;
    }

    static Prediction Predict(PictureInput picture, SavedModel saved, int count)
    {
        float[] probabilities = saved.Model.Forward(picture.ToTensor(saved)).Softmax(-1).ToArray();
        int[] best = [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(i => probabilities[i]).Take(count)];
        return new Prediction(picture, [.. best.Select(i => (saved.Classes[i], probabilities[i]))]);
    }

    static void Write(string file, Prediction prediction, SavedModel saved, Output output)
    {
        output.Line($"{file}: {prediction.Scores[0].Class}");
        int width = saved.Classes.Max(name => name.Length);
        foreach (var (name, probability) in prediction.Scores)
        {
            string bar = new(output.IsLive ? '█' : '#', (int)Math.Round(probability * BarWidth));
            output.Line($"  {name.PadRight(width)}  {Figures.Percent(probability),9}  {bar}".TrimEnd());
        }
        output.Line($"  seen as: {string.Join("; ", prediction.Picture.Steps)}");
    }

    static void WriteJson(Utf8JsonWriter json, SavedModel saved, List<(string File, Prediction? Prediction, string? Error)> results)
    {
        json.WriteString("model", saved.Name);
        json.WriteStartArray("predictions");
        foreach (var (file, prediction, error) in results)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            if (error is not null) json.WriteString("error", error);
            if (prediction is not null)
            {
                json.WriteString("class", prediction.Scores[0].Class);
                json.WriteFinite("probability", prediction.Scores[0].Probability);
                json.WriteBoolean("inverted", prediction.Picture.Inverted);
                json.WriteString("seenAs", string.Join("; ", prediction.Picture.Steps));
                json.WriteStartArray("scores");
                foreach (var (name, probability) in prediction.Scores)
                {
                    json.WriteStartObject();
                    json.WriteString("class", name);
                    json.WriteFinite("probability", probability);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static int Top(string? text)
    {
        if (text is null) return 3;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1) return count;
        throw new UsageException($"--top is {text}, but must be a whole number of at least 1");
    }

    static Polarity ParsePolarity(string? text) => text switch
    {
        null or "auto" => Polarity.Auto,
        "yes" => Polarity.Yes,
        "no" => Polarity.No,
        _ => throw UsageException.From(Suggestion.Unknown("value of --invert", text, ["auto", "yes", "no"])),
    };

    /// <summary>The most probable classes of a picture, best first.</summary>
    sealed record Prediction(PictureInput Picture, IReadOnlyList<(string Class, float Probability)> Scores);
}
