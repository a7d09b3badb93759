using System.CommandLine;
using System.Globalization;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Cli.Verbs;

/// <summary>
/// How verbs that use a network say which: by a name of the registry, with <c>--weights</c>, or as the run, checkpoint or ONNX file that has everything in it.
/// </summary>
sealed class NetworkOptions
{
    /// <summary>What an argument that names a network is called.</summary>
    public const string ArgumentName = "MODEL|RUN|FILE.onnx";

    const int MostClasses = 1_000_000;

    readonly Option<string?> weights = new("--weights") { HelpName = "FILE|RUN", Description = "The weights of a network by name: safetensors, a PyTorch state file (.pth), or a run" };
    readonly Option<bool> partial = new("--partial") { Arity = ArgumentArity.Zero, Description = "Go on with the weights that fit where others are missing or of another shape" };
    readonly Option<string?> classes = new("--classes") { HelpName = "N", Description = "Classes that a network by name tells apart (default: what it is made for)" };

    /// <summary>Adds the options to a verb.</summary>
    public NetworkOptions(Verb verb)
    {
        verb.Add(weights);
        verb.Add(partial);
        verb.Add(classes);
    }

    /// <summary>An argument that names a network.</summary>
    public static Argument<string> Argument { get => new(ArgumentName) { Description = "A network's name (fovea models), a run's folder, a .safetensors checkpoint, or an ONNX file" }; }

    /// <summary>Whether weights are given.</summary>
    public bool HasWeights(ParseResult call) => call.GetValue(weights) is not null;

    /// <summary>The network with all that is known of it; its pictures and classes are the standard ones where nothing says them.</summary>
    public SavedModel Open(ParseResult call, string what, Output output)
    {
        if (!ModelRegistry.Names.Contains(what)) return SavedModel.Open(Existing(call, what));
        SavedModel network = SavedModel.Of(what, call.GetValue(weights), Classes(call), call.GetValue(partial));
        NoteOfWeights(call, what, output);
        return network;
    }

    /// <summary>The network alone, for samples of a shape.</summary>
    public Module OpenModule(ParseResult call, string what, Shape? sample, Output output)
    {
        if (!ModelRegistry.Names.Contains(what)) return OnnxFile.IsOnnx(Existing(call, what)) ? OnnxModel.Load(what) : SavedModel.Open(what).Model;
        Module model = UsageException.Of(() => ModelRegistry.Get(what).Create(sample, Classes(call)));
        if (call.GetValue(weights) is { } file)
        {
            WeightReport report = model.LoadWeights(file, call.GetValue(partial));
            if (!report.IsComplete) output.Note($"fovea: {report}");
        }
        NoteOfWeights(call, what, output);
        return model;
    }

    /// <summary>The classes that are asked for, or null.</summary>
    public int? Classes(ParseResult call)
    {
        if (call.GetValue(classes) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostClasses) return number;
        throw new UsageException($"--classes is {text}, but must be a whole number from 1 to {MostClasses}");
    }

    /// <summary>What names no network of the registry must be a file or a folder, which has its weights and classes in it.</summary>
    string Existing(ParseResult call, string what)
    {
        if (!File.Exists(what) && !Directory.Exists(what))
            throw what.Contains('.') || what.Contains('/') ? new UsageException($"{what}: there is no such file or folder, and no network of that name") : UsageException.From(Suggestion.Unknown("model", what, ModelRegistry.Names));
        if (HasWeights(call)) throw new UsageException($"--weights is for networks by name: {what} has its own", "leave it out, or name the network");
        if (call.GetValue(classes) is not null) throw new UsageException($"--classes is for networks by name: {what} has its own", "leave it out");
        return what;
    }

    void NoteOfWeights(ParseResult call, string what, Output output)
    {
        if (!HasWeights(call)) output.Note($"fovea: {what} has random weights (seed 1): it has learned nothing; --weights gives it those of a file");
    }
}
