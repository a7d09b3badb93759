using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>What happens beside the values while a function is compiled: updates of variables, the numbering of random streams, and what the result depends on.</summary>
internal sealed class Trace : IDisposable
{
    [ThreadStatic] static Trace? current;

    readonly Trace? outer;
    readonly List<(Variable Target, Tensor Value)> updates = [];
    readonly Dictionary<Variable, int> places = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<Variable, int> streams = new(ReferenceEqualityComparer.Instance);

    // Keys whose update is their moving on; an assignment takes its place.
    readonly HashSet<Variable> movedOn = new(ReferenceEqualityComparer.Instance);

    Trace(Trace? outer) => this.outer = outer;

    /// <summary>The function that is being compiled on this thread, or null.</summary>
    public static Trace? Current => current;

    public IReadOnlyList<(Variable Target, Tensor Value)> Updates => updates;

    /// <summary>What must still hold for the compiled function to be the right one.</summary>
    public List<Func<bool>> Conditions { get; } = [];

    public static Trace Begin() => current = new Trace(current);

    /// <summary>The value that a variable will have, by what was assigned so far.</summary>
    public Tensor Pending(Variable target) => places.TryGetValue(target, out int i) ? updates[i].Value : target;

    public void Assign(Variable target, Tensor value)
    {
        if (places.ContainsKey(target) && !movedOn.Contains(target))
            throw new FoveaException($"{target}: a variable can be assigned once in a function", "Update goes on from the value assigned before");
        Replace(target, value);
    }

    /// <summary>Makes this the value that a variable will have, whatever was assigned before.</summary>
    public void Replace(Variable target, Tensor value)
    {
        movedOn.Remove(target);
        if (places.TryAdd(target, updates.Count)) updates.Add((target, value));
        else updates[places[target]] = (target, value);
    }

    /// <summary>The next random stream of a key, from 0; with the first one the key moves on at the end of every run, so that each run draws other numbers.</summary>
    public int NextStream(Variable key)
    {
        int stream = streams.GetValueOrDefault(key);
        if (stream == 0 && !places.ContainsKey(key))
        {
            Replace(key, Tensor.Apply(new NextKeyOp(), key));
            movedOn.Add(key);
        }
        streams[key] = stream + 1;
        return stream;
    }

    /// <summary>Makes every update so far happen only in runs in which a number is not 0.</summary>
    public void Guard(Tensor condition)
    {
        for (int i = 0; i < updates.Count; i++) updates[i] = (updates[i].Target, Tensor.Where(condition, updates[i].Value, updates[i].Target));
    }

    public void Dispose() => current = outer;
}
