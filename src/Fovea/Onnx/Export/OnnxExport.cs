using Fovea.Layers;
using Fovea.Onnx.Export;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// Writes networks as ONNX files (opset 17), as they are outside of training, laid out like those that PyTorch writes: images are N C H W there, kernels O I H W, and a weight has the name and
/// the axes that it has in PyTorch. Nothing is computed but weights that have to be permuted, and the network stays as it is.
/// </summary>
public static class OnnxExport
{
    /// <summary>The version of the operators.</summary>
    public const int Opset = 17;

    internal const string FixedBatchHint = "export for a fixed number of samples: batch 1";

    // The first version of the format that goes with the operators.
    const int IrVersion = 8;

    /// <summary>Writes a network. The input is called <c>input</c> and the output <c>output</c> unless the options say otherwise.</summary>
    /// <param name="model">The network.</param>
    /// <param name="sample">The shape of one sample: (H, W, C) for images, whose input in the file is (N, C, H, W); any other shape stays as it is behind the batch.</param>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">What the file is to be like.</param>
    /// <exception cref="ShapeException">The network does not take such samples.</exception>
    /// <exception cref="FoveaException">An operation has no form in ONNX, the network is another one for another number of samples, or the file cannot be written.</exception>
    public static void Write(Module model, Shape sample, string path, OnnxExportOptions? options = null)
    {
        OnnxFile file = Make(model, sample, options);
        file.Write(path, options?.ExternalData ?? file.Graph.Initializers.Sum(tensor => tensor.Data.ByteLength) > int.MaxValue - (1 << 24));
    }

    /// <summary>The file that <see cref="Write(Module, Shape, string, OnnxExportOptions?)"/> writes. Weights are read when it is written.</summary>
    /// <inheritdoc cref="Write(Module, Shape, string, OnnxExportOptions?)"/>
    public static OnnxFile Make(Module model, Shape sample, OnnxExportOptions? options = null)
    {
        options ??= new OnnxExportOptions();
        Dim batch = options.Batch is { } fixedBatch ? fixedBatch > 0 ? fixedBatch : throw new FoveaException($"ONNX export: a batch of {fixedBatch} samples", "give at least 1, or nothing for any number") : Dim.Batch;
        Dim[] shape = [batch, .. sample.Select(size => (Dim)size)];
        IReadOnlyList<ModelWeight> weights = model.Weights();
        TracedGraph network;
        using (model.Evaluating()) network = TracedGraph.Of(x => [model.Forward(x[0])], [shape]);
        OnnxGraph graph = Exporter.Export(network, [new ExportedValue(options.Input, Layout.Home(shape))],
            [new ExportedValue(options.Output, Layout.Home(network.Outputs[0].Shape))], weights, options with { Name = options.Name ?? model.GetType().Name });
        OnnxFile file = new() { IrVersion = IrVersion, Producer = "Fovea", ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3), Graph = graph };
        file.Opsets[""] = Opset;
        foreach (var (key, value) in options.Metadata) file.Metadata[key] = value;
        return file;
    }
}
