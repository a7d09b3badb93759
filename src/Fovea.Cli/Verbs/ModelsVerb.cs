using System.CommandLine;
using Fovea.Insight;
using Fovea.Models;
using Fovea.Tensors;

namespace Fovea.Cli.Verbs;

/// <summary>The registry of models.</summary>
sealed class ModelsVerb() : Verb("models", "List every network that can be trained",
    ("fovea models", "name, input, size and origin of every network"),
    ("fovea models --json", "the same for programs"))
{
    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        (ModelEntry Entry, ModelSummary Summary)[] models = [.. ModelRegistry.All.Select(entry => (entry, Summarize(entry)))];
        if (!output.IsJson) Write(models, output);
        output.Json(json =>
        {
            json.WriteStartArray("models");
            foreach (var (entry, summary) in models)
            {
                json.WriteStartObject();
                json.WriteString("name", entry.Name);
                json.WriteShape("input", entry.Input);
                json.WriteNumber("classes", entry.Classes);
                json.WriteNumber("parameters", summary.Parameters);
                json.WriteNumber("multiplyAdds", summary.MultiplyAdds);
                json.WriteNumber("trainingOnlyParameters", summary.TrainingOnlyParameters);
                json.WriteString("family", entry.Family);
                json.WriteString("description", entry.Description);
                json.WriteString("paper", entry.Paper);
                json.WriteNumber("smallest", entry.Smallest);
                json.WriteBoolean("inTorchvision", entry.InTorchvision);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
        return ExitCode.Success;
    }

    static ModelSummary Summarize(ModelEntry entry) => ModelSummary.Of(entry.Create(), [1, .. entry.Input]);

    static void Write(IEnumerable<(ModelEntry, ModelSummary)> models, Output output)
    {
        Listing listing = new("name", "input", ">parameters", ">multiply-adds", "weights", "paper", "description");
        foreach (var (entry, summary) in models)
            listing.Add(entry.Name, string.Join('x', entry.Input), Figures.Count(summary.Parameters), Figures.Count(summary.MultiplyAdds), entry.InTorchvision ? "torchvision" : "",
                entry.Paper, entry.Description);
        listing.Write(output);
        output.Line();
        output.Line("input: rows x columns x channels; multiply-adds: of one sample; weights: whose files fit. Layers of a network: fovea describe NAME. Training: fovea train NAME");
    }
}
