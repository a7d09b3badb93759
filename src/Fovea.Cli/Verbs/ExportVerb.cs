using System.CommandLine;
using System.Globalization;
using Fovea.Layers;
using Fovea.Onnx;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>Writes a network for other programs.</summary>
sealed class ExportVerb : Verb
{
    readonly Argument<string> network = NetworkOptions.Argument;
    readonly NetworkOptions options;
    readonly Option<string> target = new("--out", "-o") { HelpName = "FILE", Required = true, Description = "The file to write: .onnx for the network, .safetensors for its weights alone" };
    readonly Option<string?> labels = new("--labels") { HelpName = "FILE", Description = "The names of the classes, which an ONNX file carries along" };
    readonly Option<string?> batch = new("--batch") { HelpName = "N", Description = "A fixed number of images at once (default: any number)" };
    readonly Option<bool> fold = new("--fold") { Arity = ArgumentArity.Zero, Description = "Fold batch normalisation into the convolutions before it" };

    public ExportVerb() : base("export", "Write a network as ONNX, or its weights as safetensors",
        ("fovea export runs/mine -o mine.onnx", "a trained network, with its classes and what it expects of pictures"),
        ("fovea export resnet50 --weights resnet50.pth -o resnet50.onnx", "a network by name, with weights"),
        ("fovea export runs/mine -o mine.safetensors", "the weights alone, by the names and in the order of PyTorch"))
    {
        Add(network);
        Add(target);
        options = new NetworkOptions(this);
        Add(labels);
        Add(batch);
        Add(fold);
    }

    public override string Details => """
        An ONNX file is written for opset 17 and takes images as (N, C, H, W), scaled to 0 to 1 and normalised as the network was trained; names of weights are
        those of PyTorch. It carries the classes, mean and deviation as text, which fovea predict reads.
        """;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string what = call.GetRequiredValue(network), path = call.GetRequiredValue(target);
        bool isOnnx = path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
        if (!isOnnx && !path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--out {path}: the name says no format", "end it in .onnx or .safetensors");
        if (!isOnnx && (call.GetValue(batch) is not null || call.GetValue(fold) || call.GetValue(labels) is not null)) throw new UsageException("--batch, --fold and --labels are for ONNX files");
        OnnxExportOptions form = new() { Batch = Batch(call.GetValue(batch)), FoldBatchNorm = call.GetValue(fold) };
        string name;
        Module model;
        if (call.GetValue(labels) is null && File.Exists(what) && OnnxFile.IsOnnx(what))
        {
            // The network of a file keeps its inputs and its text, whatever it is for; only names of classes need a classifier.
            OnnxModel onnx = (OnnxModel)options.OpenModule(call, what, null, output);
            (name, model) = (Path.GetFileNameWithoutExtension(what), onnx);
            if (isOnnx) OnnxExport.Write(onnx, path, form);
        }
        else
        {
            SavedModel saved = options.Open(call, what, output);
            if (call.GetValue(labels) is { } names) saved = saved.WithLabels(names);
            (name, model) = (saved.Name, saved.Model);
            if (isOnnx) OnnxExport.Write(model, saved.Input, path, form with { Name = name, Metadata = saved.Describe() });
        }
        if (!isOnnx) model.SaveWeights(path);

        long bytes = new FileInfo(path).Length;
        int tensors = model.Weights().Count;
        output.Line($"{path}: {name}, {Figures.Count(tensors)} weights, {Figures.Bytes(bytes)}");
        output.Json(json =>
        {
            json.WriteString("model", name);
            json.WriteString("file", path);
            json.WriteNumber("weights", tensors);
            json.WriteNumber("bytes", bytes);
        });
        return ExitCode.Success;
    }

    static int? Batch(string? text)
    {
        if (text is null) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 1 << 20) return number;
        throw new UsageException($"--batch is {text}, but must be a whole number from 1 to {1 << 20}");
    }
}
