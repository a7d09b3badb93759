using System.CommandLine;
using System.Globalization;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Onnx;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Cli.Verbs;

/// <summary>Runs a network on arrays, without preparing them in any way.</summary>
sealed class RunVerb : Verb
{
    const int ProfiledRuns = 10;

    readonly Argument<string> network = NetworkOptions.Argument;
    readonly NetworkOptions options;
    readonly Option<string[]> inputs = new("--input") { HelpName = "[NAME=]X.npy", Required = true, AllowMultipleArgumentsPerToken = true, Description = "An array for the network's input; for several inputs of an ONNX file one each, with its name" };
    readonly Option<string[]> outputs = new("--output") { HelpName = "[NAME=]Y.npy", AllowMultipleArgumentsPerToken = true, Description = "Where the result goes; for further outputs of an ONNX file with its name" };

    readonly Option<bool> profile = new("--profile") { Arity = ArgumentArity.Zero, Description = "Run ten times more and show the time of every step, with its share of the machine's limit" };

    readonly Option<bool> exact = new("--exact") { Arity = ArgumentArity.Zero, Description = "Take only kernels that add up the products of the definition, each rounded once" };

    public RunVerb() : base("run", "Run a network on arrays in NumPy files, as they are",
        ("fovea run resnet50 --weights resnet50.pth --input x.npy --output y.npy", "x is (N, H, W, 3), channels last; y is (N, 1000)"),
        ("fovea run net.onnx --input x.npy --output y.npy", "x in the file's own order of axes, mostly (N, C, H, W)"),
        ("fovea run net.onnx --input image=x.npy --input size=s.npy --output boxes=b.npy scores=c.npy", "several inputs and outputs by their names"))
    {
        Add(network);
        options = new NetworkOptions(this);
        Add(inputs);
        Add(outputs);
        Add(exact);
        Add(profile);
    }

    public override string Details => """
        Nothing is resized, scaled or normalised: the numbers go in as they lie in the files. An ONNX file is given its own order of axes, every other network
        images channels last, (N, H, W, C). Without --output the results are only summed up.
        """;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string what = call.GetRequiredValue(network);
        var given = Named(call.GetValue(inputs)!, "--input");
        var wanted = Named(call.GetValue(outputs) ?? [], "--output");
        Dictionary<string, Tensor> arrays = given.ToDictionary(pair => pair.Key, pair => NpyFile.Read(pair.Value));
        Tensor first = arrays.Values.First();
        RefuseChannelsFirst(what, given.Values.First(), first.Shape);
        Module model = options.OpenModule(call, what, first.Shape.Rank == 4 ? [first.Shape[1], first.Shape[2], first.Shape[3]] : null, output);
        model.Train(false);

        using IDisposable precision = Backend.Use(call.GetValue(exact) ? Precision.Exact : Precision.Fast);
        IReadOnlyDictionary<string, Tensor> Forward() => model is OnnxModel onnx ? Run(onnx, arrays) : Run(model, what, arrays);
        IReadOnlyDictionary<string, Tensor> results = Forward();
        foreach (string name in wanted.Keys)
            if (name.Length > 0 && !results.ContainsKey(name)) throw UsageException.From(Suggestion.Unknown($"output of {what}", name, [.. results.Keys]));
        Tensor.Compute([.. results.Values]);
        string main = results.Keys.First();
        foreach (var (name, file) in wanted) NpyFile.Write(file, results[name.Length > 0 ? name : main]);
        PlanTable? steps = call.GetValue(profile) ? Profile(Forward) : null;
        if (!output.IsJson)
        {
            Write(results, wanted, main, output);
            steps?.Write(output, "measured");
        }
        output.Json(json =>
        {
            json.WriteString("model", what);
            json.WriteStartArray("outputs");
            foreach (var (name, tensor) in results)
            {
                (double least, double mean, double most) = Summary(tensor);
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteShape("shape", tensor.Shape);
                json.WriteFinite("min", least);
                json.WriteFinite("mean", mean);
                json.WriteFinite("max", most);
                if (FileOf(name, wanted, main) is { } file) json.WriteString("file", file);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            steps?.Write(json);
        });
        return ExitCode.Success;
    }

    /// <summary>The steps of ten runs. The plan is there already: the results have been computed once.</summary>
    static PlanTable Profile(Func<IReadOnlyDictionary<string, Tensor>> forward)
    {
        using PlanProfile profile = PlanProfile.Begin();
        for (int i = 0; i < ProfiledRuns; i++) Tensor.Compute([.. forward().Values]);
        return new PlanTable(profile);
    }

    /// <summary>A network by name is made for as many channels as the last axis has: one that is given rows there would only complain of its weights.</summary>
    static void RefuseChannelsFirst(string what, string file, Shape shape)
    {
        if (!ModelRegistry.Names.Contains(what) || shape.Rank != 4) return;
        int channels = ModelRegistry.Get(what).Input[2];
        if (shape[1] == channels && shape[3] != channels)
            throw new UsageException($"{file} has the shape {shape}, with the {channels} channels before rows and columns; {what} takes images channels last, (N, H, W, C)", "in Python: x.transpose(0, 2, 3, 1)");
    }

    static IReadOnlyDictionary<string, Tensor> Run(OnnxModel onnx, Dictionary<string, Tensor> arrays)
    {
        if (arrays.TryGetValue("", out Tensor? only))
        {
            if (onnx.Inputs.Count != 1)
                throw new UsageException($"{onnx.File} has {onnx.Inputs.Count} inputs: {string.Join(", ", onnx.Inputs.Select(input => input.Name))}", "name each: --input NAME=FILE.npy");
            arrays = new() { [onnx.Inputs[0].Name] = only };
        }
        return onnx.Forward(arrays);
    }

    static Dictionary<string, Tensor> Run(Module model, string what, Dictionary<string, Tensor> arrays)
    {
        if (arrays.Keys.Single() is var name && name is not ("" or "input")) throw new UsageException($"--input {name}=...: {what} has one input", "write --input FILE.npy");
        return new() { ["output"] = model.Forward(arrays.Values.Single()) };
    }

    /// <summary>NAME=FILE as a pair; without a name, the name is empty. A file whose name has an equals sign is given as ./FILE.</summary>
    static Dictionary<string, string> Named(string[] texts, string option)
    {
        Dictionary<string, string> named = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=');
            // A path is no name: names of inputs may hold anything but begin with no dot or slash.
            (string name, string file) = equals > 0 && text[0] is not ('.' or '/') ? (text[..equals], text[(equals + 1)..]) : ("", text);
            if (file.Length == 0) throw new UsageException($"{option} {text}: the file is missing");
            if (!named.TryAdd(name, file)) throw new UsageException(name.Length > 0 ? $"{option} gives '{name}' twice" : $"{option} is given twice without a name", "several are told apart by name: NAME=FILE.npy");
        }
        if (named.Count > 1 && named.ContainsKey("") && option == "--input") throw new UsageException("one of several inputs has no name", "name each: --input NAME=FILE.npy");
        return named;
    }

    static string? FileOf(string name, Dictionary<string, string> wanted, string main) => wanted.GetValueOrDefault(name) ?? (name == main ? wanted.GetValueOrDefault("") : null);

    static void Write(IReadOnlyDictionary<string, Tensor> results, Dictionary<string, string> wanted, string main, Output output)
    {
        Listing listing = new("output", "shape", ">least", ">mean", ">largest", "file");
        foreach (var (name, tensor) in results)
        {
            (double least, double mean, double most) = Summary(tensor);
            listing.Add(name, tensor.Shape.ToString(), Number(least), Number(mean), Number(most), FileOf(name, wanted, main) ?? "-");
        }
        listing.Write(output);

        static string Number(double value) => value.ToString("g6", CultureInfo.InvariantCulture);
    }

    static (double Least, double Mean, double Most) Summary(Tensor tensor)
    {
        if (tensor.Shape.Count == 0) return (double.NaN, double.NaN, double.NaN);
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values.AsSpan());
        return (values.Min(), values.Average(), values.Max());
    }
}
