using System.CommandLine;
using System.Globalization;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>A network layer by layer, without computing anything.</summary>
sealed class DescribeVerb : Verb
{
    const int MostClasses = 1_000_000, MostSamples = 1_000_000, MostRows = 1 << 16;

    /// <summary>Numbers of one sample.</summary>
    const long MostNumbers = 1 << 28;

    readonly Argument<string> what = new("MODEL|RUN|CHECKPOINT") { Description = "A network's name (fovea models), a run's folder, or a .safetensors checkpoint" };
    readonly Option<string> input = new("--input") { HelpName = "HxWxC", Description = "Rows x columns x channels of a sample (default: what the network is made for)" };
    readonly Option<string> classes = new("--classes") { HelpName = "N", Description = "Classes to tell apart (default: what the network is made for)" };
    readonly Option<string> batch = new("--batch") { HelpName = "N", Description = "Samples at once (default 1)" };

    public DescribeVerb() : base("describe", "Show layers, output shapes, parameters, multiply-adds and memory of a network; nothing is computed",
        ("fovea describe lenet5", "LeNet-5, for one image"),
        ("fovea describe linear --input 32x32x3 --classes 100 --batch 128", "another input, other classes, a batch"),
        ("fovea describe lenet5 --json", "the same for programs"))
    {
        Add(what);
        Add(input);
        Add(classes);
        Add(batch);
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        int samples = Number(call, batch, MostSamples) ?? 1;
        (string name, Module model, Shape sample) = Open(call);
        ModelSummary summary = UsageException.Of(() => ModelSummary.Of(model, [samples, .. sample]));
        if (!output.IsJson) Write(name, summary, output);
        output.Json(json =>
        {
            json.WriteString("model", name);
            json.WriteShape("input", summary.Input);
            json.WriteShape("output", summary.Output);
            json.WriteNumber("parameters", summary.Parameters);
            json.WriteNumber("trainingOnlyParameters", summary.TrainingOnlyParameters);
            json.WriteNumber("multiplyAdds", summary.MultiplyAdds);
            json.WriteNumber("activationBytes", summary.ActivationBytes);
            json.WriteStartArray("layers");
            foreach (SummaryRow row in summary.Rows)
            {
                json.WriteStartObject();
                json.WriteString("path", row.Path);
                json.WriteString("kind", row.Kind);
                json.WriteShape("output", row.Output);
                json.WriteNumber("parameters", row.Parameters);
                json.WriteNumber("multiplyAdds", row.MultiplyAdds);
                json.WriteNumber("activationBytes", row.ActivationBytes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
        return ExitCode.Success;
    }

    (string Name, Module Model, Shape Sample) Open(ParseResult call)
    {
        string name = call.GetRequiredValue(what);
        Shape? sample = ParseInput(call.GetValue(input));
        int? count = Number(call, classes, MostClasses);
        if (ModelRegistry.Names.Contains(name))
        {
            ModelEntry entry = ModelRegistry.Get(name);
            return (name, UsageException.Of(() => entry.Create(sample, count)), sample ?? entry.Input);
        }
        if (!File.Exists(name) && !Directory.Exists(name)) throw UsageException.From(Suggestion.Unknown("model", name, ModelRegistry.Names));
        if (sample is not null || count is not null)
            throw new UsageException("--input and --classes are for networks by name: a trained one has its own", "leave them out");
        SavedModel saved = SavedModel.Open(name);
        return (saved.Name, saved.Model, saved.Input);
    }

    static Shape? ParseInput(string? text)
    {
        if (text is null) return null;
        int[] sizes = [.. text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)];
        if (sizes.Length != 3 || sizes.Any(size => size < 1))
            throw new UsageException($"--input {text}: not a size", "write rows x columns x channels, such as --input 28x28x1");
        if (sizes.Any(size => size > MostRows) || (long)sizes[0] * sizes[1] > MostNumbers / sizes[2])
            throw new UsageException($"--input {text}: too large", $"at most {Figures.Count(MostRows)} rows, columns or channels, and {Figures.Count(MostNumbers)} numbers in all");
        return Shape.Create(sizes);
    }

    static int? Number(ParseResult call, Option<string> option, int most)
    {
        if (call.GetValue(option) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most) return number;
        throw new UsageException($"{option.Name} is {text}, but must be a whole number from 1 to {most}");
    }

    static void Write(string name, ModelSummary summary, Output output)
    {
        output.Line($"{name}: input {summary.Input} (N, H, W, C)");
        output.Line();
        Listing listing = new("layer", "kind", "output", ">parameters", ">multiply-adds", ">activations");
        foreach (SummaryRow row in summary.Rows)
            listing.Add(row.Path, row.Kind, row.Output.ToString(), Figures.Count(row.Parameters), Figures.Count(row.MultiplyAdds), Figures.Bytes(row.ActivationBytes));
        listing.Add("total", "", summary.Output.ToString(), Figures.Count(summary.Parameters), Figures.Count(summary.MultiplyAdds), Figures.Bytes(summary.ActivationBytes));
        listing.Write(output);
        output.Line();
        if (summary.TrainingOnlyParameters > 0) output.Line($"training adds {Figures.Count(summary.TrainingOnlyParameters)} parameters, of heads that are dropped afterwards");
        output.Line("activations: the results of the layers in single precision; a plan needs less, as buffers that are not alive together share memory");
    }
}
