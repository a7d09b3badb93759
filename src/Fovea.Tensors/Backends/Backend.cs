namespace Fovea.Tensors;

/// <summary>
/// Where tensors live and how graphs are computed. <see cref="Cpu"/> is the default; <see cref="Reference"/> is the specification:
/// double precision, plain loops, one node after the other.
/// </summary>
public abstract class Backend
{
    [ThreadStatic] static Backend? current;
    [ThreadStatic] static Precision precision;

    /// <summary>Single precision on all cores with the machine's vector units.</summary>
    public static Backend Cpu { get; } = new CpuBackend();

    /// <summary>Double precision, plain loops: the formulas as the course writes them, the judge of every other backend.</summary>
    public static Backend Reference { get; } = new ReferenceBackend();

    /// <summary>The backend on which this thread computes.</summary>
    public static Backend Current => current ?? Cpu;

    /// <summary>How exact this thread's computations have to be.</summary>
    public static Precision Precision => precision;

    /// <summary>The name for listings.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a backend this thread's current one until the result is disposed: <c>using (Backend.Use(Backend.Reference)) { ... }</c></summary>
    public static IDisposable Use(Backend backend)
    {
        Backend? before = current;
        current = backend;
        return new Scope(() => current = before);
    }

    /// <summary>Makes a precision this thread's current one until the result is disposed. What was compiled for another one is compiled again.</summary>
    public static IDisposable Use(Precision wanted)
    {
        Precision before = precision;
        precision = wanted;
        return new Scope(() => precision = before);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal abstract Storage Allocate(long count);

    internal abstract IExecutable Compile(Graph graph);

    /// <summary>The same values in this backend's memory; the storage itself where it already is there.</summary>
    internal Storage Adopt(Storage storage)
    {
        if (storage.Backend == this) return storage;
        Storage own = Allocate(storage.Count);
        double[] values = new double[storage.Count];
        storage.Read(values);
        own.Write(values);
        return own;
    }

    sealed class Scope(Action restore) : IDisposable
    {
        public void Dispose() => restore();
    }
}

/// <summary>A graph made ready to run: values of the leaves in, values of the outputs out, updated leaves changed in place.</summary>
internal interface IExecutable
{
    /// <summary>The size of the graph, by which plans are counted against what is kept of them.</summary>
    int Nodes { get; }

    /// <summary>What it does, step by step.</summary>
    IEnumerable<PlanStep> Steps { get; }

    void Run(ReadOnlySpan<Storage> leaves, ReadOnlySpan<Storage> outputs);
}
