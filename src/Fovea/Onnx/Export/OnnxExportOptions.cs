namespace Fovea.Onnx;

/// <summary>What an ONNX file is to be like.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>For how many samples at a time the graph is; null (the default) for any number.</summary>
    public int? Batch { get; init; }

    /// <summary>Whether a batch normalisation behind a convolution becomes a part of that convolution's weights: fewer steps, but other weights than the network's.</summary>
    public bool FoldBatchNorm { get; init; }

    /// <summary>The name of the graph; the kind of the model where none is given.</summary>
    public string? Name { get; init; }

    /// <summary>The name of the input; null (the default) for <c>input</c>, or for the names that an imported network has.</summary>
    public string? Input { get; init; }

    /// <summary>The name of the output; null (the default) for <c>output</c>, or for the names that an imported network has.</summary>
    public string? Output { get; init; }

    /// <summary>What the file says about itself beside the graph, for programs that read it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether weights go to a second file beside; null (the default) where one file cannot hold them.</summary>
    public bool? ExternalData { get; init; }
}
