using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>What a graph says of a value: an input, an output, or one in between.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dims">Its sizes, each a number, a name or unknown; null where not even the rank is said.</param>
/// <param name="Kind"><c>tensor</c>, or what else it is: <c>sequence</c>, <c>map</c>, <c>optional</c>, <c>sparse tensor</c>.</param>
public sealed record OnnxValueInfo(string Name, OnnxElementType Type, IReadOnlyList<OnnxDimension>? Dims, string Kind = OnnxValueInfo.Tensor)
{
    /// <summary>The kind of a tensor.</summary>
    public const string Tensor = "tensor";

    /// <summary>The sizes as a shape, with a number in the place of each that is open; null where the rank is open.</summary>
    /// <exception cref="ShapeException">A size is larger than here can be.</exception>
    public Shape? ShapeWith(int open = 1) => Dims is null ? null : Shape.Create([.. Dims.Select(dimension => Fitting(dimension.Size ?? open))]);

    static int Fitting(long size) => size <= int.MaxValue ? (int)size : throw new ShapeException($"a size of {size} is too large");

    /// <summary>For example <c>x Float (n, 3, 224, 224)</c>.</summary>
    public override string ToString() => $"{Quoted.Plain(Name)} {(Kind == Tensor ? Type : Kind)} {(Dims is null ? "(...)" : $"({string.Join(", ", Dims)})")}";
}

/// <summary>A size of a value: a number, a name for one that is known when the graph runs, or neither.</summary>
/// <param name="Size">The number, where it is fixed.</param>
/// <param name="Name">The name, where it has one: sizes of one name are equal.</param>
public readonly record struct OnnxDimension(long? Size, string? Name)
{
    /// <summary>A fixed size.</summary>
    public static implicit operator OnnxDimension(long size) => new(size, null);

    /// <summary>A size with a name.</summary>
    public static implicit operator OnnxDimension(string name) => new(null, name);

    /// <summary>The number, else the name, else a question mark.</summary>
    public override string ToString() => Size?.ToString() ?? (Name is null ? "?" : Quoted.Plain(Name));
}
