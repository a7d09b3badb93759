using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fovea.Models;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>Says what a trained network sees in pictures.</summary>
sealed class PredictVerb : Verb
{
    const int BarWidth = 30;

    readonly Argument<string[]> arguments = new("[RUN|FILE.onnx] IMAGE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = $"A run's folder (its best weights), a .safetensors checkpoint or an ONNX file, unless --model says the network; then pictures of any size: {PictureInput.Formats}",
    };
    readonly Option<string?> model = new("--model") { HelpName = NetworkOptions.ArgumentName, Description = "The network; by name it needs --weights" };
    readonly NetworkOptions options;
    readonly Option<string?> labels = new("--labels") { HelpName = "FILE", Description = "The names of the classes: text with one a line, or JSON" };
    readonly Option<string?> top = new("--top") { HelpName = "K", Description = "How many classes to show (default 3, of more than 20 classes 5)" };
    readonly Option<string?> invert = new("--invert")
    {
        HelpName = "auto|yes|no",
        Description = "Turn the picture into its negative; auto (the default): where its border is bright and the training images are light on dark, or the reverse",
    };

    public PredictVerb() : base("predict", "Say what is in pictures",
        ("fovea predict runs/mine seven.png", "the most probable classes of one picture"),
        ("fovea predict runs/mine *.png --top 1 --json", "many pictures, for programs"),
        ("fovea predict --model resnet50 --weights resnet50.safetensors --labels imagenet.txt dog.jpg", "a published network with weights that were trained elsewhere"),
        ("fovea predict net.onnx --labels imagenet.txt dog.jpg", "a network that another program wrote"),
        ("fovea predict runs/mine scan.pgm --invert no", "a picture that is light on dark although its border is bright"))
    {
        Add(arguments);
        Add(model);
        options = new NetworkOptions(this);
        Add(labels);
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
        Polarity polarity = ParsePolarity(call.GetValue(invert));
        int? wanted = Top(call.GetValue(top));
        string[] images = call.GetRequiredValue(arguments);
        string? what = call.GetValue(model);
        if (what is null) (what, images) = (images[0], images[1..]);
        if (images.Length == 0)
            throw ModelRegistry.Names.Contains(what) ? new UsageException($"{what} is a network: which pictures, and with which weights?", $"fovea predict --model {what} --weights FILE IMAGE...")
                : new UsageException("which pictures? IMAGE is missing", "fovea predict RUN IMAGE..., or fovea predict --model NAME --weights FILE IMAGE...");
        if (ModelRegistry.Names.Contains(what) && !options.HasWeights(call))
            throw new UsageException($"{what} by its name alone has learned nothing", "give its weights with --weights FILE, or name a run, a checkpoint or an ONNX file");
        SavedModel saved = options.Open(call, what, output);
        if (call.GetValue(labels) is { } names) saved = saved.WithLabels(names);
        int count = wanted ?? (saved.Classes.Count > 20 ? 5 : 3);
        List<(string File, Prediction? Prediction, string? Error)> results = [];
        foreach (string file in images)
        {
            try
            {
                results.Add((file, Predict(PictureInput.Read(file, saved, polarity), saved, count), null));
                if (!output.IsJson) Write(file, results[^1].Prediction!, output);
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
        int[] best = new int[probabilities.Length];
        for (int i = 0; i < best.Length; i++) best[i] = i;
        Array.Sort(best, (a, b) => probabilities[a] != probabilities[b] ? probabilities[b].CompareTo(probabilities[a]) : a.CompareTo(b));
        List<Score> scores = [];
        foreach (int i in best.AsSpan(0, Math.Min(count, best.Length))) scores.Add(new Score(saved.Classes[i], probabilities[i]));
        return new Prediction(picture, scores);
    }

    static void Write(string file, Prediction prediction, Output output)
    {
        output.Line($"{file}: {prediction.Scores[0].Class}");
        int width = prediction.Scores.Max(score => score.Class.Length);
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

    static int? Top(string? text)
    {
        if (text is null) return null;
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
    sealed record Prediction(PictureInput Picture, IReadOnlyList<Score> Scores);

    /// <summary>How probable a class is, from 0 to 1.</summary>
    sealed record Score(string Class, float Probability);
}
