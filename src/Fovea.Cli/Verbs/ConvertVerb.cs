using System.CommandLine;
using Fovea.Onnx;
using Fovea.Weights;

namespace Fovea.Cli.Verbs;

/// <summary>Writes weights or a network in another format.</summary>
sealed class ConvertVerb : Verb
{
    static readonly string[] Types = ["F32", "F16", "BF16", "F64"];

    readonly Argument<string> source = new("IN") { Description = "A safetensors file, a PyTorch state file (.pth), or an ONNX file" };
    readonly Argument<string> target = new("OUT") { Description = "The file to write: .safetensors, or .onnx from ONNX" };
    readonly Option<string?> type = new("--type") { HelpName = string.Join('|', Types), Description = "What real numbers are written as in safetensors (default: as they are)" };

    public ConvertVerb() : base("convert", "Write weights or an ONNX network in another format",
        ("fovea convert resnet50.pth resnet50.safetensors", "PyTorch's weights as safetensors; nothing in the file is executed"),
        ("fovea convert resnet50.safetensors small.safetensors --type F16", "in half precision"),
        ("fovea convert net.onnx weights.safetensors", "the weights of an ONNX file"),
        ("fovea convert old.onnx new.onnx", $"an ONNX file written anew, for opset {OnnxExport.Opset}"))
    {
        Add(source);
        Add(target);
        Add(type);
    }

    public override string Details => """
        The formats of what is read are told by content. Names and axes stay. Weights alone say no network: fovea export NAME --weights FILE -o OUT.onnx makes
        one with them.
        """;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string from = call.GetRequiredValue(source), to = call.GetRequiredValue(target);
        ElementType? elements = Elements(call.GetValue(type));
        bool toOnnx = to.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
        if (!toOnnx && !to.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"{to}: the name says no format that is written", "end it in .safetensors or .onnx");
        if (toOnnx && elements is not null) throw new UsageException("--type is for safetensors files");
        int tensors = OnnxFile.IsOnnx(from) ? FromOnnx(from, to, toOnnx, elements) : FromWeights(from, to, toOnnx, elements);
        long bytes = new FileInfo(to).Length;
        output.Line($"{to}: {Figures.Count(tensors)} tensors, {Figures.Bytes(bytes)}");
        output.Json(json =>
        {
            json.WriteString("from", from);
            json.WriteString("to", to);
            json.WriteNumber("tensors", tensors);
            json.WriteNumber("bytes", bytes);
        });
        return ExitCode.Success;
    }

    static int FromOnnx(string from, string to, bool toOnnx, ElementType? elements)
    {
        OnnxModel model = OnnxModel.Load(from);
        if (toOnnx) OnnxExport.Write(model, to);
        else model.SaveWeights(to, elements ?? ElementType.F32);
        return model.Weights().Count;
    }

    static int FromWeights(string from, string to, bool toOnnx, ElementType? elements)
    {
        if (toOnnx) throw new UsageException($"{from} holds weights, which say no network", $"name the network: fovea export NAME --weights {from} -o {to}");
        using WeightFile file = WeightFile.Open(from);
        return WeightConversion.ToSafeTensors(file, to, elements);
    }

    static ElementType? Elements(string? text) => text is null ? null
        : Array.IndexOf(Types, text.ToUpperInvariant()) >= 0 ? Enum.Parse<ElementType>(text, ignoreCase: true)
        : throw UsageException.From(Suggestion.Unknown("value of --type", text, Types));
}
