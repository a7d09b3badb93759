namespace Fovea.Tensors;

/// <summary>
/// A block of real numbers with a <see cref="Shape"/>, or the promise of one: operations on tensors compute nothing, they check shapes and build a graph.
/// Reading a value (<see cref="ToArray"/>, <see cref="Item"/>) computes it, once, on <see cref="Backend.Current"/>. A batch of images is (N, H, W, C).
/// Truth values are 1 and 0; indices are whole numbers, exact up to 2^24. Nothing has to be disposed.
/// </summary>
public partial class Tensor
{
    readonly Lock gate = new();
    Storage? storage;

    internal Tensor(Operation? operation, Tensor[] inputs, Shape shape, Storage? storage = null) =>
        (Operation, Inputs, Shape, this.storage) = (operation, inputs, shape, storage);

    /// <summary>The sizes of the dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>What computes this tensor from <see cref="Inputs"/>, or null for given values.</summary>
    public Operation? Operation { get; private set; }

    internal Tensor[] Inputs { get; private set; }

    /// <summary>What this tensor is the result of, for listings and errors: a layer, or the name of a composed operation.</summary>
    public object? Source { get; private set; }

    /// <summary>The tensors from which <see cref="Operation"/> computes this one; empty for given values.</summary>
    public IReadOnlyList<Tensor> Operands => Inputs;

    /// <summary>Multiply-adds of this operation alone, the count that papers give; 0 for everything but products and convolutions.</summary>
    public long MultiplyAdds => Operation?.MultiplyAdds(Array.ConvertAll(Inputs, input => input.Shape), Shape) ?? 0;

    /// <summary>Whether a plan starts from this tensor's values: they are given, or have been computed already.</summary>
    internal bool IsLeaf => Operation is null || Volatile.Read(ref storage) is not null;

    /// <summary>A tensor of given values in row-major order.</summary>
    /// <exception cref="ShapeException">The number of values is not that of the shape.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        Storage storage = AllocateFor(values.Length, shape);
        storage.Write(values);
        return new Tensor(null, [], shape, storage);
    }

    /// <inheritdoc cref="From(ReadOnlySpan{float}, Shape)"/>
    public static Tensor From(ReadOnlySpan<double> values, Shape shape)
    {
        Storage storage = AllocateFor(values.Length, shape);
        storage.Write(values);
        return new Tensor(null, [], shape, storage);
    }

    /// <summary>A vector of the given values, shape (n).</summary>
    public static Tensor From(params ReadOnlySpan<float> values) => From(values, [values.Length]);

    /// <summary>A tensor of zeros whose values can be written with <see cref="Write(ReadOnlySpan{float})"/>: the reusable input of a <see cref="Function"/>.</summary>
    public static Tensor Allocate(Shape shape)
    {
        Storage storage = Backend.Current.Allocate(shape.Count);
        storage.Clear();
        return new Tensor(null, [], shape, storage);
    }

    /// <summary>A number as a tensor of rank 0 that takes the shape of what it meets.</summary>
    public static implicit operator Tensor(float value) => Full(Shape.Scalar, value);

    /// <inheritdoc cref="op_Implicit(float)"/>
    public static implicit operator Tensor(double value) => Full(Shape.Scalar, value);

    /// <summary>The values in row-major order; computes them first where that has not happened yet.</summary>
    /// <exception cref="ShapeException">There are more than an array can hold.</exception>
    public float[] ToArray()
    {
        if (Shape.Count > Array.MaxLength) throw new ShapeException($"ToArray: the tensor has {Shape.Count} elements, shape {Shape}; an array holds at most {Array.MaxLength}", "read it slice by slice");
        float[] values = new float[Shape.Count];
        CopyTo(values);
        return values;
    }

    /// <summary>Writes the values in row-major order into a span of exactly <c>Shape.Count</c> elements.</summary>
    public void CopyTo(Span<float> values)
    {
        CheckLength(values.Length);
        Computed().Read(values);
    }

    /// <inheritdoc cref="CopyTo(Span{float})"/>
    public void CopyTo(Span<double> values)
    {
        CheckLength(values.Length);
        Computed().Read(values);
    }

    /// <summary>The value of a tensor of one element.</summary>
    /// <exception cref="ShapeException">The tensor has not exactly one element.</exception>
    public float Item()
    {
        if (Shape.Count != 1) throw new ShapeException($"Item: the tensor has {Shape.Count} elements, shape {Shape}", "ToArray() gives them all");
        Span<float> value = stackalloc float[1];
        Computed().Read(value);
        return value[0];
    }

    /// <summary>
    /// Overwrites the values of a tensor of given values. Whatever was computed from the old ones keeps them; whatever is still to be computed sees the new ones.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor is the result of an operation.</exception>
    public void Write(ReadOnlySpan<float> values)
    {
        CheckGiven();
        CheckLength(values.Length);
        lock (gate)
        {
            Storage own = ForOverwriting(storage?.Backend ?? Backend.Current);
            own.Write(values);
            Volatile.Write(ref storage, own);
        }
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{float})"/>
    /// <remarks>They are kept in double precision where the current backend computes in it.</remarks>
    public void Write(ReadOnlySpan<double> values)
    {
        CheckGiven();
        CheckLength(values.Length);
        lock (gate)
        {
            Storage own = ForOverwriting(Backend.Current);
            own.Write(values);
            Volatile.Write(ref storage, own);
        }
    }

    /// <summary>
    /// Overwrites the values of a tensor of given values by something that writes every value, in row-major order, into the memory itself: nothing is copied where values
    /// are kept in single precision. What the memory holds before is undefined.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor is the result of an operation.</exception>
    public void Write(Action<Span<float>> values)
    {
        CheckGiven();
        lock (gate)
        {
            Storage own = ForOverwriting(storage?.Backend ?? Backend.Current);
            own.Fill(values);
            Volatile.Write(ref storage, own);
        }
    }

    /// <summary>
    /// Lets something read the values, in row-major order, out of the memory itself: nothing is copied where they are kept in single precision. Computes them first where
    /// that has not happened yet.
    /// </summary>
    public void Read(Action<ReadOnlySpan<float>> values) => Computed().Read(values);

    /// <summary>Computes several tensors in one plan, so that what they share is computed once.</summary>
    public static void Compute(params ReadOnlySpan<Tensor> tensors)
    {
        List<Tensor>? pending = null;
        foreach (Tensor tensor in tensors)
            if (!tensor.IsLeaf) (pending ??= []).Add(tensor);
        if (pending is not null) Evaluate(pending, []);
    }

    /// <summary>The name of what this is, with its shape; never computes.</summary>
    public override string ToString() => $"{Source ?? Operation?.Name ?? "Tensor"} {Shape}";

    /// <summary>
    /// Says what this tensor is the result of, where nothing has said it before. What is more than a name, such as a layer, takes the place of a name.
    /// </summary>
    public Tensor Labelled(object source)
    {
        if (Operation is not null && (Source is null || (Source is string && source is not string))) Source = source;
        return this;
    }

    internal static Tensor Apply(Operation operation, params Tensor[] x)
    {
        Shape[] shapes = Array.ConvertAll(x, input => input.Shape);
        return new Tensor(operation, x, operation.Infer(shapes));
    }

    internal static void Evaluate(IReadOnlyList<Tensor> outputs, IReadOnlyList<(Variable Target, Tensor Value)> updates)
    {
        Backend backend = Backend.Current;
        List<Tensor> leaves = [];
        Graph graph = Graph.Of(outputs, updates, leaves);
        IExecutable executable = PlanCache.For(backend, graph);
        Storage[] results = [.. outputs.Select(output => backend.Allocate(output.Shape.Count))];
        executable.Run([.. leaves.Select(leaf => leaf.StorageOn(backend))], results);
        for (int i = 0; i < results.Length; i++)
        {
            Volatile.Write(ref outputs[i].storage, results[i]);
            // Nothing is ever asked of what lies behind a detached value: it need not be kept.
            if (outputs[i].Operation is DetachOp) (outputs[i].Operation, outputs[i].Inputs) = (null, []);
        }
    }

    /// <summary>The values in the memory of a backend. A leaf that lives elsewhere moves there.</summary>
    internal virtual Storage StorageOn(Backend backend)
    {
        lock (gate)
        {
            Storage own = storage ??= First(backend);
            if (own.Backend != backend) Volatile.Write(ref storage, own = backend.Adopt(own));
            return own;
        }
    }

    Storage Computed()
    {
        if (!IsLeaf) Evaluate([this], []);
        if (Volatile.Read(ref storage) is { } present) return present;
        lock (gate) return storage ??= First(Backend.Current);
    }

    /// <summary>Writes the values that a tensor has before any are given to it; null where it has none.</summary>
    private protected virtual Action<Span<float>>? FirstValues => null;

    Storage First(Backend backend)
    {
        Action<Span<float>> values = FirstValues ?? throw NoValue();
        Storage first = backend.Allocate(Shape.Count);
        first.Fill(values);
        return first;
    }

    /// <summary>Memory of a backend for values that take the place of all others, so that what they are now need not be known.</summary>
    Storage ForOverwriting(Backend backend)
    {
        if (storage is null && FirstValues is null) throw NoValue();
        return storage?.Backend == backend ? storage : backend.Allocate(Shape.Count);
    }

    static InvalidOperationException NoValue() =>
        new("this tensor is a placeholder of a function that is being compiled: it has a shape but no values yet");

    static Storage AllocateFor(int values, Shape shape)
    {
        if (values != shape.Count) throw new ShapeException($"Tensor: {values} values do not fill shape {shape}, which has {shape.Count} elements");
        return Backend.Current.Allocate(shape.Count);
    }

    void CheckGiven()
    {
        if (Operation is not null) throw new InvalidOperationException($"Write: the tensor is the result of {Operation.Name}; only given values can be overwritten");
    }

    void CheckLength(int length)
    {
        if (length != Shape.Count) throw new ShapeException($"Tensor: a span of {length} elements does not match shape {Shape}, which has {Shape.Count}");
    }
}
