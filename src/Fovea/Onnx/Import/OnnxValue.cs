using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>
/// A value of an ONNX graph while it is turned into a lazy graph: a tensor whose axes lie in memory in any order (<c>OnnxValue.Order.cs</c>), or numbers that are
/// known already, as those of shapes and constants are, or a sequence of values. Known whole numbers are exact; every other value is a tensor of real numbers, in
/// which truth values are 0 and 1 and whole numbers are exact to 2^24.
/// </summary>
internal sealed partial class OnnxValue
{
    /// <summary>Numbers are worked out while the graph is built up to this many; more are a tensor.</summary>
    public const long MostKnown = 1 << 16;

    readonly int[] order;
    readonly List<(int[] Order, Tensor Tensor)> forms = [];

    OnnxValue(OnnxElementType type, Shape shape, int[] order) => (Type, Shape, this.order) = (type, shape, order);

    /// <summary>A tensor.</summary>
    /// <param name="tensor">The numbers, as they lie in memory.</param>
    /// <param name="type">What the file says that they are.</param>
    /// <param name="order">Dimension i of the tensor is axis order[i] of the value; the same one where none is given.</param>
    public OnnxValue(Tensor tensor, OnnxElementType type, int[]? order = null) : this(type, InFileOrder(tensor.Shape, order), order ?? Ascending(tensor.Shape.Rank)) =>
        forms.Add((this.order, tensor));

    /// <summary>Whole numbers that are known.</summary>
    public OnnxValue(long[] integers, Shape shape, OnnxElementType type = OnnxElementType.Int64) : this(type, shape, Ascending(shape.Rank)) => Integers = integers;

    /// <summary>Numbers that are known.</summary>
    public OnnxValue(double[] numbers, Shape shape, OnnxElementType type = OnnxElementType.Float) : this(type, shape, Ascending(shape.Rank)) => Numbers = numbers;

    /// <summary>A sequence of values.</summary>
    public OnnxValue(IReadOnlyList<OnnxValue> items) : this(items.Count == 0 ? OnnxElementType.Undefined : items[0].Type, [items.Count], [0]) => Items = items;

    /// <summary>What the elements are, by the file; all are computed in the same precision.</summary>
    public OnnxElementType Type { get; }

    /// <summary>The sizes, in the file's order of axes.</summary>
    public Shape Shape { get; }

    /// <summary>The elements in the file's order, where they are known whole numbers or truth values.</summary>
    public long[]? Integers { get; }

    /// <summary>The elements in the file's order, where they are known real numbers.</summary>
    public double[]? Numbers { get; }

    /// <summary>The values of a sequence, else null.</summary>
    public IReadOnlyList<OnnxValue>? Items { get; }

    /// <summary>Whether the elements are known now.</summary>
    public bool IsKnown => Integers is not null || Numbers is not null;

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The elements as real numbers where they are known, else null.</summary>
    public double[]? Known => Numbers ?? (Integers is null ? null : Array.ConvertAll(Integers, value => (double)value));

    /// <summary>One known whole number.</summary>
    public static OnnxValue Of(long value, OnnxElementType type = OnnxElementType.Int64) => new([value], Shape.Scalar, type);

    /// <summary>Known whole numbers, as a vector.</summary>
    public static OnnxValue Of(params long[] values) => new(values, [values.Length]);

    /// <summary>Known numbers of a type, from real ones.</summary>
    public static OnnxValue Of(double[] values, Shape shape, OnnxElementType type) =>
        type.IsInteger() ? new(Array.ConvertAll(values, value => (long)value), shape, type) : new(values, shape, type);

    /// <summary>The same elements, said to be of another type. Nothing is rounded.</summary>
    public OnnxValue As(OnnxElementType type)
    {
        if (type == Type) return this;
        if (IsKnown) return type.IsInteger() ? new(Integers ?? Array.ConvertAll(Numbers!, value => (long)value), Shape, type) : new(Known!, Shape, type);
        OnnxValue same = new(type, Shape, order);
        same.forms.AddRange(forms);
        return same;
    }

    /// <summary>Type and sizes, for messages.</summary>
    public override string ToString() => $"{Type} {Shape}";

    /// <summary>A tensor of known numbers in the file's order of axes; one number where all are the same, which costs nothing.</summary>
    Tensor FromKnown()
    {
        double[] values = Known ?? throw new InvalidOperationException("a sequence is not a tensor");
        return values.Length > 0 && Array.TrueForAll(values, value => value.Equals(values[0])) ? Tensor.Full(Shape, values[0]) : Tensor.From(values, Shape);
    }
}
