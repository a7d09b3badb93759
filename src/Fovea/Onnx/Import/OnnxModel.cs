using Fovea.Layers;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>
/// A network from an ONNX file, as a module like any other: its forward pass builds an ordinary lazy graph, which can be run, differentiated, trained further, described and
/// exported again. Initialisers of real numbers are its variables, under the names that they have in the file; running statistics are not trained. In training (<see cref="Module.Train"/>), batch
/// normalisation and dropout act as in training.
/// </summary>
/// <remarks>
/// <para>Tensors come and go in the file's order of axes, for images as a rule (N, C, H, W); <see cref="AsImageModel"/> takes images channels last. In between feature maps lie
/// channels last in memory: from one convolution to the next nothing is transposed.</para>
/// <para>All tensors are computed in single precision: truth values are 1 and 0, and whole numbers exact to 2^24. Shapes, and what follows from them, are exact whole numbers
/// that are worked out while the graph is built; shapes that follow from the values of pixels are not supported. Versions 7 to 21 of the operators are.</para>
/// </remarks>
public sealed class OnnxModel : Module
{
    readonly Variable[] weights;
    readonly OnnxTensors tensors;
    readonly OnnxValueInfo[] inputs, outputs;
    readonly Dictionary<OnnxNode, OnnxStep> steps = new(ReferenceEqualityComparer.Instance);

    OnnxModel(OnnxFile file)
    {
        Program = new OnnxProgram(file);
        (File, Producer, Opset, Metadata) = (file.Path, $"{file.Producer} {file.ProducerVersion}".Trim(), (int)file.Opsets[""], file.Metadata);
        HashSet<string> given = [.. file.Graph.Initializers.Select(tensor => tensor.Name)];
        inputs = [.. file.Graph.Inputs.Where(input => !given.Contains(input.Name))];
        outputs = [.. file.Graph.Outputs];
        tensors = new OnnxTensors(file.Path, Program);
        weights = [.. tensors.Weights];
        foreach (OnnxGraph graph in Program.Graphs)
            foreach (OnnxNode node in Program.Order(graph)) steps.Add(node, new OnnxStep(node));
    }

    /// <summary>The path of the file that the model was read from.</summary>
    public string File { get; }

    /// <summary>The program that wrote the file, with its version.</summary>
    public string Producer { get; }

    /// <summary>The version of ONNX's operators that the file uses.</summary>
    public int Opset { get; }

    /// <summary>Text that the file carries about itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What the model is given, with sizes in the file's order of axes.</summary>
    public IReadOnlyList<OnnxValueInfo> Inputs => inputs;

    /// <summary>What the model gives.</summary>
    public IReadOnlyList<OnnxValueInfo> Outputs => outputs;

    internal OnnxProgram Program { get; }

    /// <summary>Reads a model. It is out of training, as the file means it; the file is closed afterwards, and memory holds its weights once.</summary>
    /// <exception cref="BadFileException">
    /// The file, or one beside it that holds its data, is missing or damaged; the graph makes no sense; or it uses what is not supported, all of which is listed.
    /// </exception>
    public static OnnxModel Load(string path)
    {
        using OnnxFile file = OnnxFile.Read(path);
        OnnxModel model = new(file);
        model.Train(false);
        return model;
    }

    /// <summary>The first output for the only input.</summary>
    /// <param name="x">The input, in the file's order of axes: for images as a rule (N, C, H, W).</param>
    /// <exception cref="ShapeException">The file declares other sizes, or an operator does not take what it is given; the message names the node.</exception>
    /// <exception cref="FoveaException">The model has several inputs.</exception>
    public override Tensor Forward(Tensor x) => Forward(x, order: null).Logical;

    /// <summary>All outputs by their names, for all inputs by theirs; in the file's order of axes.</summary>
    /// <exception cref="ShapeException">As in <see cref="Forward(Tensor)"/>.</exception>
    /// <exception cref="FoveaException">An input is missing, or there is none of that name.</exception>
    public IReadOnlyDictionary<string, Tensor> Forward(IReadOnlyDictionary<string, Tensor> x)
    {
        string[] known = Array.ConvertAll(inputs, input => input.Name);
        if (x.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown) throw Suggestion.Unknown($"input of {File}", unknown, known);
        if (known.FirstOrDefault(name => !x.ContainsKey(name)) is { } missing)
            throw new FoveaException($"{File}: no value is given for the input {Quoted.Name(missing)}", $"its inputs are {string.Join(", ", inputs.Select(input => input.ToString()))}");
        OnnxValue[] y = Run(x.ToDictionary(pair => pair.Key, pair => Given(pair.Key, pair.Value, order: null)));
        Dictionary<string, Tensor> named = new(StringComparer.Ordinal);
        for (int i = 0; i < outputs.Length; i++) named[outputs[i].Name] = y[i].Logical;
        return named;
    }

    /// <summary>The same model for images that are channels last: (N, H, W, C) in, and where the result is a map, (N, H, W, C) out. The variables are shared.</summary>
    /// <exception cref="FoveaException">The model has several inputs, or its input is no batch of images.</exception>
    public OnnxImageModel AsImageModel() => new(this);

    /// <summary>File name and producer.</summary>
    public override string ToString() => $"ONNX {System.IO.Path.GetFileName(File)}";

    /// <summary>The first output for the only input, whose axes lie in the given order.</summary>
    internal OnnxValue Forward(Tensor x, int[]? order)
    {
        OnnxValueInfo only = OnlyInput;
        return Run(new Dictionary<string, OnnxValue>(StringComparer.Ordinal) { [only.Name] = Given(only.Name, x, order) })[0];
    }

    /// <summary>The input of a model that has one.</summary>
    internal OnnxValueInfo OnlyInput => inputs is [var only]
        ? only
        : throw new FoveaException($"{File}: the model has {inputs.Length} inputs ({string.Join(", ", inputs.Select(input => input.ToString()))}), one tensor was given", "give all of them by their names");

    /// <summary>What the graph holds under a name, or null.</summary>
    internal OnnxValue? Held(OnnxGraph graph, string name) => tensors.Held(graph, name);

    /// <summary>The value of a node's attribute.</summary>
    internal OnnxValue Constant(string attribute, OnnxTensor tensor) => tensors.Constant(attribute, tensor);

    internal OnnxStep Step(OnnxNode node) => steps[node];

    /// <inheritdoc/>
    protected override WorldLayout LayoutOf(Variable variable) => tensors.LayoutOf(variable);

    private protected override string ListName(string field, int index) => weights[index].Name!;

    OnnxValue[] Run(Dictionary<string, OnnxValue> given)
    {
        OnnxValue[] y = new OnnxScope(this, Program.Graph, Program.Opsets, new OnnxRun(given.Values.Select(value => value.Tensor))).Run(given);
        int sequence = Array.FindIndex(y, value => value.Items is not null);
        return sequence < 0 ? y : throw new BadFileException(File, $"the output {Quoted.Name(outputs[sequence].Name)} is a sequence, which is not supported");
    }

    OnnxValue Given(string name, Tensor x, int[]? order)
    {
        OnnxValueInfo info = inputs.First(input => input.Name == name);
        if (info.Kind != OnnxValueInfo.Tensor) throw new BadFileException(File, $"the input {Quoted.Name(name)} is a {info.Kind}, which is not supported");
        OnnxValue value = new(x, info.Type == OnnxElementType.Undefined ? OnnxElementType.Float : info.Type, order);
        if (info.Dims is not { } dims) return value;
        // A batch of another size than the file was made with is as good, unless the graph says that size again.
        bool fits = dims.Count == value.Rank && !dims.Where((size, axis) => axis > 0 && size.Size is { } fixedSize && fixedSize != value.Shape[axis]).Any();
        if (!fits)
            throw new ShapeException($"{File}: the input {Quoted.Name(name)} is declared as ({string.Join(", ", dims)}), the given tensor has the shape {value.Shape}",
                dims.Count == 4 && value.Rank == 4 && value.Shape[3] == dims[1].Size ? "the images are channels last: give them in the file's order, or, in a program, to AsImageModel()" : null);
        return value;
    }
}
