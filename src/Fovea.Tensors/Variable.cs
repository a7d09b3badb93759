namespace Fovea.Tensors;

/// <summary>
/// A tensor whose values change: a weight, a running statistic, the state of an optimiser. It is read like any tensor, always with its present values;
/// a lazy tensor that was built from it but not computed yet sees the values at the time it is computed.
/// </summary>
public sealed class Variable : Tensor
{
    /// <summary>A variable of zeros.</summary>
    public Variable(Shape shape, string? name = null) : this(shape, values => values.Clear(), name)
    {
    }

    /// <summary>
    /// A variable whose first values are made when they are first needed, and never where others are written before: until then it takes no memory.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="firstValues">Writes every value of the span it is given; called at most once, by the thread that is first to need them.</param>
    /// <param name="name">The name, where it is known.</param>
    public Variable(Shape shape, Action<Span<float>> firstValues, string? name = null) : base(null, [], shape) => (FirstValues, Name) = (firstValues, name);

    /// <summary>A variable that starts with the given values.</summary>
    /// <exception cref="ShapeException">The number of values is not that of the shape.</exception>
    public Variable(ReadOnlySpan<float> values, Shape shape, string? name = null) : base(null, [], shape, From(values, shape).StorageOn(Backend.Current)) => Name = name;

    private protected override Action<Span<float>>? FirstValues { get; }

    /// <summary>The name under which the variable is saved (<c>conv1.weight</c>), once it is known.</summary>
    public string? Name { get; set; }

    /// <summary>Whether an optimiser changes it. Running statistics are not trained; a weight can be frozen.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>
    /// Gives the variable the value of a tensor of the same shape. While a <see cref="Function"/> is compiled this becomes part of it and happens at the
    /// end of every run, all updates together; elsewhere it happens at once.
    /// </summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="FoveaException">The function has assigned the variable before; <see cref="Update"/> may be called again.</exception>
    public void Assign(Tensor value)
    {
        CheckShape("Assign", value);
        if (Trace.Current is { } trace) trace.Assign(this, value);
        else Evaluate([], [(this, value)]);
    }

    /// <summary>
    /// Gives the variable a value that follows from its own. While a <see cref="Function"/> is compiled, <paramref name="change"/> is given the value that the
    /// assignments and updates before this one leave behind, so several follow one another as they do elsewhere: the running statistics of a layer that is
    /// used twice. It happens at the end of every run; what <see cref="AssignOnlyIf"/> has held back stays held back.
    /// </summary>
    /// <param name="change">The new value, of the same shape, from the present one.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public void Update(Func<Tensor, Tensor> change)
    {
        if (Trace.Current is not { } trace)
        {
            Assign(change(this));
            return;
        }
        Tensor value = change(trace.Pending(this));
        CheckShape("Update", value);
        trace.Replace(this, value);
    }

    /// <summary>
    /// Makes assignments that belong together: every one reads the values from before all of them. Inside a <see cref="Function"/> that holds for all assignments;
    /// elsewhere they happen when <paramref name="assignments"/> has returned.
    /// </summary>
    /// <param name="assignments">Calls <see cref="Assign"/>, once for a variable, or <see cref="Update"/>.</param>
    /// <param name="before">Tensors that are computed in the same plan, from the values before; only outside of functions.</param>
    public static void Together(Action assignments, params ReadOnlySpan<Tensor> before)
    {
        if (Trace.Current is not null)
        {
            assignments();
            return;
        }
        List<Tensor> pending = [];
        foreach (Tensor tensor in before)
            if (!tensor.IsLeaf) pending.Add(tensor);
        IReadOnlyList<(Variable Target, Tensor Value)> updates;
        using (Trace trace = Trace.Begin())
        {
            assignments();
            updates = trace.Updates;
        }
        Evaluate(pending, updates);
    }

    /// <summary>
    /// While a <see cref="Function"/> is compiled: the assignments made so far happen only in runs in which <paramref name="condition"/> is not 0; in the others
    /// those variables keep their values. Outside of functions assignments have happened already, and this does nothing.
    /// </summary>
    /// <exception cref="ShapeException">The condition is not a single number.</exception>
    public static void AssignOnlyIf(Tensor condition)
    {
        if (condition.Shape.Rank != 0) throw new ShapeException("AssignOnlyIf", "the condition is not a single number", [("condition", condition.Shape, "")]);
        Trace.Current?.Guard(condition);
    }

    void CheckShape(string operation, Tensor value)
    {
        if (value.Shape != Shape) throw new ShapeException(operation, "the value's shape is not the variable's", [("variable", Shape, Name ?? ""), ("value", value.Shape, "")]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name ?? "Variable"} {Shape}";
}
