using Fovea.Layers;
using Fovea.Onnx.Export;
using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// Writes networks as ONNX files (opset 17), as they are outside of training, laid out like those that PyTorch writes: images are N C H W there, kernels O I H W, and a
/// weight has the name and the axes that it has in PyTorch. Nothing is computed but weights that have to be permuted, and the network stays as it is.
/// </summary>
public static class OnnxExport
{
    /// <summary>The version of the operators.</summary>
    public const int Opset = 17;

    internal const string FixedBatchHint = "export for a fixed number of samples: batch 1";

    // The first version of the format that goes with the operators.
    const int IrVersion = 8;

    /// <summary>
    /// Writes a network. The input is called <c>input</c> and the output <c>output</c> unless the options say otherwise; an imported one keeps its names and its order of axes.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="sample">
    /// The shape of one sample: (H, W, C) for images, whose input in the file is (N, C, H, W); any other shape stays as it is behind the batch. For an
    /// <see cref="OnnxModel"/> it is in the file's order of axes.
    /// </param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">What the file is to be like.</param>
    /// <exception cref="ShapeException">The network does not take such samples.</exception>
    /// <exception cref="FoveaException">An operation has no form in ONNX, the network is another one for another number of samples, or the file cannot be written.</exception>
    public static void Write(Module model, Shape sample, string path, OnnxExportOptions? options = null) => Write(Make(model, sample, options), path, options);

    /// <summary>Writes an imported network again, for inputs of the sizes that its file declares. Several inputs and outputs are kept.</summary>
    /// <param name="model">The network; where its file leaves open other sizes than the first, give a sample.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">What the file is to be like.</param>
    /// <exception cref="FoveaException">
    /// A size is open, an operation has no form in ONNX, the network is another one for another number of samples, or the file cannot be written.
    /// </exception>
    public static void Write(OnnxModel model, string path, OnnxExportOptions? options = null) => Write(Make(model, options), path, options);

    /// <summary>The file that <see cref="Write(Module, Shape, string, OnnxExportOptions?)"/> writes. Weights are read when it is written.</summary>
    /// <inheritdoc cref="Write(Module, Shape, string, OnnxExportOptions?)"/>
    public static OnnxFile Make(Module model, Shape sample, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions();
        Dim[] shape = [BatchOf(options), .. sample.Select(size => (Dim)size)];
        if (model is OnnxModel imported) return Make(imported, new Dictionary<string, Dim[]> { [imported.OnlyInput.Name] = shape }, options);
        OnnxModel? within = (model as OnnxImageModel)?.Model;
        string input = options.Input ?? within?.OnlyInput.Name ?? "input", output = options.Output ?? within?.Outputs[0].Name ?? "output";
        return Make(model, x => [model.Forward(x[0])], [new ExportedValue(input, Layout.Home(shape))], results => [new ExportedValue(output, Layout.Home(results[0].Shape))],
            options with { Name = options.Name ?? within?.Program.Graph.Name ?? model.GetType().Name });
    }

    /// <summary>The file that <see cref="Write(OnnxModel, string, OnnxExportOptions?)"/> writes. Weights are read when it is written.</summary>
    /// <inheritdoc cref="Write(OnnxModel, string, OnnxExportOptions?)"/>
    public static OnnxFile Make(OnnxModel model, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions();
        return Make(model, model.Inputs.ToDictionary(input => input.Name, input => Declared(input, BatchOf(options))), options);
    }

    /// <summary>The sizes that a file declares for an input: its first one is the batch where it is open.</summary>
    static Dim[] Declared(OnnxValueInfo input, Dim batch)
    {
        FoveaException Open(string what) => new($"ONNX export: the input {input} leaves open {what}", "give the shape of a sample, in the file's order of axes");
        if (input.Dims is not { } dims) throw Open("how many axes it has");
        return [.. dims.Select((size, axis) => size.Size is { } known ? known : axis == 0 ? batch : throw Open($"the size of axis {axis}"))];
    }

    static OnnxFile Make(OnnxModel model, IReadOnlyDictionary<string, Dim[]> shapes, OnnxExportOptions options)
    {
        if ((options.Input is not null && model.Inputs.Count != 1) || (options.Output is not null && model.Outputs.Count != 1))
            throw new FoveaException("ONNX export: a name is given for one input or output of several", "an imported network keeps its names where none are given");
        ExportedValue Input(OnnxValueInfo input) => new(options.Input ?? input.Name, Layout.Standard(shapes[input.Name]), TypeOf(input));
        ExportedValue Output(OnnxValueInfo output, TracedNode result) => new(options.Output ?? output.Name, Layout.Standard(result.Shape), TypeOf(output));
        OnnxFile file = Make(model, x => Results(model, x), [.. model.Inputs.Select(Input)], results => [.. model.Outputs.Zip(results, Output)],
            options with { Name = options.Name ?? model.Program.Graph.Name });
        foreach (var (key, value) in model.Metadata) file.Metadata.TryAdd(key, value);
        return file;
    }

    static IReadOnlyList<Tensor> Results(OnnxModel model, Tensor[] x)
    {
        IReadOnlyDictionary<string, Tensor> y = model.Forward(model.Inputs.Zip(x).ToDictionary(pair => pair.First.Name, pair => pair.Second));
        return [.. model.Outputs.Select(output => y[output.Name])];
    }

    static OnnxElementType TypeOf(OnnxValueInfo value) => value.Type == OnnxElementType.Undefined ? OnnxElementType.Float : value.Type;

    static Dim BatchOf(OnnxExportOptions options) => options.Batch switch
    {
        null => Dim.Batch,
        > 0 and var samples => samples,
        var none => throw new FoveaException($"ONNX export: a batch of {none} samples", "give at least 1, or nothing for any number"),
    };

    static OnnxFile Make(Module model, Func<Tensor[], IReadOnlyList<Tensor>> forward, IReadOnlyList<ExportedValue> inputs,
        Func<IReadOnlyList<TracedNode>, IReadOnlyList<ExportedValue>> outputs, OnnxExportOptions options)
    {
        var weights = model.Weights();
        TracedGraph network;
        using (model.Evaluating()) network = TracedGraph.Of(forward, [.. inputs.Select(input => input.Layout.Sizes.ToArray())]);
        OnnxFile file = new()
        {
            IrVersion = IrVersion,
            Producer = "Fovea",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            Graph = Exporter.Export(network, inputs, outputs(network.Outputs), weights, options),
        };
        file.Opsets[""] = Opset;
        foreach (var (key, value) in options.Metadata) file.Metadata[key] = value;
        return file;
    }

    static void Write(OnnxFile file, string path, OnnxExportOptions? options) =>
        // What is left of the limit is more than enough for nodes and names.
        file.Write(path, options?.ExternalData ?? file.Graph.Initializers.Sum(tensor => tensor.Data.ByteLength) > int.MaxValue - (1 << 24));
}
