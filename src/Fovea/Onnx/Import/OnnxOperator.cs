namespace Fovea.Onnx;

/// <summary>
/// A row of a family's table: how nodes of one operator become a lazy graph. To add an operator, write a row <c>new("Relu", Relu)</c> in the family where one would look
/// for it (<c>Operators/*.cs</c>), and the method that it names; a new family is one line in <see cref="OnnxOperators"/>. The method takes a node with its inputs and options
/// (<see cref="OnnxCall"/>) and gives its outputs (<see cref="OnnxValue"/>); where versions of the operator differ it asks for <see cref="OnnxCall.Opset"/>, or there are several
/// rows with different <see cref="Since"/>.
/// </summary>
/// <param name="Name">What the file calls the operator.</param>
/// <param name="Run">Its outputs for a node.</param>
internal sealed record OnnxOperator(string Name, Func<OnnxCall, OnnxValue[]> Run)
{
    /// <summary>An operator with one output.</summary>
    public OnnxOperator(string name, Func<OnnxCall, OnnxValue> run) : this(name, call => [run(call)])
    {
    }

    /// <summary>Where the operator is defined; empty for ONNX's own.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The first version of the operator set that this row is right for; of several rows the newest that is not too new is taken.</summary>
    public int Since { get; init; } = 1;

    /// <summary>Inputs that are banks of kernels (out, in, kH, kW): a weight that the file holds is kept channels last.</summary>
    public int[] Kernels { get; init; } = [];

    /// <summary>Inputs that are learned wherever they stand in the file, also as the value of a Constant node.</summary>
    public int[] Weights { get; init; } = [];

    /// <summary>Inputs that are statistics of the data: variables that an optimiser does not change.</summary>
    public int[] Statistics { get; init; } = [];

    /// <summary>Inputs whose numbers are options, such as bounds and scales: known while the graph is built, and no weights.</summary>
    public int[] Options { get; init; } = [];

    /// <summary>Whether the operator works element by element: a single number that meets it is a constant and no weight.</summary>
    public bool IsElementwise { get; init; }

    /// <summary>Whether nodes whose inputs are all known numbers give known numbers: what is drawn at random does not.</summary>
    public bool Folds { get; init; } = true;

    /// <summary>What of the operator is not supported, for the documentation; empty where all is.</summary>
    public string Refused { get; init; } = "";
}
