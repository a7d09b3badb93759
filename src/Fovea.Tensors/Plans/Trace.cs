namespace Fovea.Tensors;

/// <summary>What happens beside the values while a function is compiled: updates of variables, the numbering of random streams, and what the result depends on.</summary>
internal sealed class Trace : IDisposable
{
    [ThreadStatic] static Trace? current;

    readonly Trace? outer;
    readonly List<(Variable Target, Tensor Value)> updates = [];

    Trace(Trace? outer) => this.outer = outer;

    /// <summary>The function that is being compiled on this thread, or null.</summary>
    public static Trace? Current => current;

    public IReadOnlyList<(Variable Target, Tensor Value)> Updates => updates;

    /// <summary>How many random streams the function has taken so far.</summary>
    public int RandomStreams { get; set; }

    /// <summary>What must still hold for the compiled function to be the right one.</summary>
    public List<Func<bool>> Conditions { get; } = [];

    public static Trace Begin() => current = new Trace(current);

    public void Update(Variable target, Tensor value)
    {
        if (updates.Exists(update => update.Target == target))
            throw new InvalidOperationException($"{target}: a variable can be assigned once in a function");
        updates.Add((target, value));
    }

    /// <summary>Makes every update so far happen only in runs in which a number is not 0.</summary>
    public void Guard(Tensor condition)
    {
        for (int i = 0; i < updates.Count; i++) updates[i] = (updates[i].Target, Tensor.Where(condition, updates[i].Value, updates[i].Target));
    }

    public void Dispose() => current = outer;
}
