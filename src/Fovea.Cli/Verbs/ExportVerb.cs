using System.CommandLine;
using System.Globalization;
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
        SavedModel saved = options.Open(call, what, output);
        if (call.GetValue(labels) is { } names) saved = saved.WithLabels(names);
        if (isOnnx)
            OnnxExport.Write(saved.Model, saved.Input, path, new OnnxExportOptions
            {
                Batch = Batch(call.GetValue(batch)),
                FoldBatchNorm = call.GetValue(fold),
                Name = saved.Name,
                Metadata = saved.Describe(),
            });
        else saved.Model.SaveWeights(path);

        long bytes = new FileInfo(path).Length;
        int tensors = saved.Model.Weights().Count;
        output.Line($"{path}: {saved.Name}, {Figures.Count(tensors)} weights, {Figures.Bytes(bytes)}");
        output.Json(json =>
        {
            json.WriteString("model", saved.Name);
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
