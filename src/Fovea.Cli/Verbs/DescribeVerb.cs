using System.CommandLine;
using System.Globalization;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Models;
using Fovea.Onnx;
using Fovea.Optimizers;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>A network layer by layer, without computing anything.</summary>
sealed class DescribeVerb : Verb
{
    const int MostClasses = 1_000_000, MostSamples = 1_000_000, MostRows = 1 << 16;

    /// <summary>Numbers of one sample.</summary>
    const long MostNumbers = 1 << 28;

    readonly Argument<string> what = new(NetworkOptions.ArgumentName) { Description = "A network's name (fovea models), a run's folder, a .safetensors checkpoint, or an ONNX file" };
    readonly Option<string> input = new("--input") { HelpName = "HxWxC", Description = "Rows x columns x channels of a sample (default: what the network is made for); of an ONNX file in its own order of axes" };
    readonly Option<string> classes = new("--classes") { HelpName = "N", Description = "Classes to tell apart (default: what the network is made for)" };
    readonly Option<string> batch = new("--batch") { HelpName = "N", Description = "Samples at once (default 1)" };
    readonly Option<bool> plan = new("--plan") { Arity = ArgumentArity.Zero, Description = "Also show the steps of the compiled plan: kernels, multiply-adds, bytes, and the least time that this machine's limits allow" };
    readonly Option<bool> training = new("--training") { Arity = ArgumentArity.Zero, Description = "With --plan: those of a training step instead of an inference" };

    public DescribeVerb() : base("describe", "Show layers, output shapes, parameters, multiply-adds and memory of a network; nothing is computed",
        ("fovea describe lenet5", "LeNet-5, for one image"),
        ("fovea describe linear --input 32x32x3 --classes 100 --batch 128", "another input, other classes, a batch"),
        ("fovea describe net.onnx", "a network that another program wrote"),
        ("fovea describe resnet18 --plan --training --batch 16", "what a training step of the compiled network does, and what limits it"),
        ("fovea describe lenet5 --json", "the same for programs"))
    {
        Add(what);
        Add(input);
        Add(classes);
        Add(batch);
        Add(plan);
        Add(training);
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        int samples = Number(call, batch, MostSamples) ?? 1;
        (string name, Module model, Shape sample) = Open(call);
        ModelSummary summary = UsageException.Of(() => ModelSummary.Of(model, [samples, .. sample]));
        if (call.GetValue(training) && !call.GetValue(plan)) throw new UsageException("--training says which plan, and there is no --plan", "write --plan --training");
        PlanTable? steps = call.GetValue(plan) ? PlanTable.Of(call.GetValue(training) ? Training(model, [samples, .. sample]) : Inference(model, [samples, .. sample])) : null;
        if (!output.IsJson)
        {
            Write(name, summary, model is OnnxModel, output);
            steps?.Write(output, call.GetValue(training) ? "training step" : "inference");
        }
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
            steps?.Write(json);
        });
        return ExitCode.Success;
    }

    static IReadOnlyList<PlanStep> Inference(Module model, Shape input)
    {
        model.Train(false);
        return new Function(model.Forward).Plan(Tensor.Allocate(input));
    }

    /// <summary>A step of gradient descent with momentum on the cross-entropy.</summary>
    static IReadOnlyList<PlanStep> Training(Module model, Shape input)
    {
        model.Train();
        Sgd optimizer = new(model.Parameters(), 0.01, momentum: 0.9);
        Function step = new(x =>
        {
            Tensor loss = TrainingLoss.Of(model, x[0], scores => Loss.CrossEntropy(scores, x[1])).Loss;
            optimizer.Step(loss);
            return [loss];
        });
        return UsageException.Of(() => step.Plan(Tensor.Allocate(input), Tensor.Allocate([input[0]])));
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
        if (OnnxFile.IsOnnx(name) && !Directory.Exists(name))
        {
            if (count is not null) throw new UsageException("--classes is for networks by name: an ONNX file has its own", "leave it out");
            OnnxModel onnx = OnnxModel.Load(name);
            return (name, onnx, sample ?? SampleOf(onnx));
        }
        if (sample is not null || count is not null)
            throw new UsageException("--input and --classes are for networks by name: a trained one has its own", "leave them out");
        SavedModel saved = SavedModel.Open(name);
        return (saved.Name, saved.Model, saved.Input);
    }

    /// <summary>The shape of one sample as the file declares it; where it leaves rows and columns open, those of the standard pictures.</summary>
    static Shape SampleOf(OnnxModel onnx)
    {
        if (onnx.Inputs is not [{ Dims: { Count: > 0 } dims } only])
            throw new FoveaException($"{onnx.File} has the inputs {string.Join(", ", onnx.Inputs.Select(input => input.ToString()))}; a network of one input can be described");
        int[] sizes = [.. dims.Skip(1).Select(size => size.Size is > 0 and <= int.MaxValue ? (int)size.Size : dims.Count == 4 ? SavedModel.StandardSide : 0)];
        return !sizes.Contains(0) ? Shape.Create(sizes) : throw new UsageException($"{onnx.File} leaves sizes of its input open: {only}", "give them with --input, in the file's order of axes");
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

    static void Write(string name, ModelSummary summary, bool isOnnx, Output output)
    {
        output.Line($"{name}: input {summary.Input}{(isOnnx ? ", the file's order of axes; results as they lie in memory, images channels last" : " (N, H, W, C)")}");
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
