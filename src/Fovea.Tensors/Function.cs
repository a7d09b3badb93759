namespace Fovea.Tensors;

/// <summary>
/// A computation that is traced and compiled once for each combination of input shapes and then only run: forward pass, gradients and
/// <see cref="Variable.Assign"/> alike, in one plan. A run reads the present values of every variable and allocates nothing. The plans of the most recently used
/// shapes are kept. What else the body depends on it says with <see cref="DependsOn"/>; modules do so for their training mode.
/// </summary>
public sealed class Function
{
    // Each plan has an arena of its own: data of ever new shapes must not keep them all.
    const int MaxPlans = 32;

    readonly Func<Tensor[], Tensor[]> body;
    readonly List<Compiled> compiled = [];

    /// <summary>A function of some tensors; <paramref name="body"/> is called with placeholders, once for each combination of shapes.</summary>
    public Function(Func<Tensor[], Tensor[]> body) => this.body = body;

    /// <summary>A function of one tensor.</summary>
    public Function(Func<Tensor, Tensor> body) : this(x => [body(x[0])])
    {
    }

    /// <summary>Whether a function is being compiled on this thread.</summary>
    public static bool IsCompiling => Trace.Current is not null;

    /// <summary>
    /// While a function is compiled: says that it is the right one only as long as <paramref name="holds"/> gives true. When it no longer does, another is compiled;
    /// when it does again, this one is used again. Does nothing elsewhere.
    /// </summary>
    public static void DependsOn(Func<bool> holds) => Trace.Current?.Conditions.Add(holds);

    /// <summary>Computes the outputs for these inputs. Inside another function that is being compiled it becomes part of that one.</summary>
    public Tensor[] Call(params ReadOnlySpan<Tensor> inputs)
    {
        if (Trace.Current is not null) return body(inputs.ToArray());
        Compiled plan = For(inputs);
        Tensor[] outputs = [.. plan.Outputs.Select(shape => new Tensor(null, [], shape, plan.Backend.Allocate(shape.Count)))];
        plan.Run(inputs, outputs);
        return outputs;
    }

    /// <summary>Computes the outputs into tensors of given values, which must have the right shapes. Allocates nothing.</summary>
    /// <exception cref="ShapeException">An output has another shape.</exception>
    /// <exception cref="FoveaException">An output is also an input, a variable of the function or another output, or an input is a variable that the function assigns.</exception>
    public void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs) => For(inputs).Run(inputs, outputs);

    /// <summary>Compiles for these input shapes without running, and gives the shapes of the outputs.</summary>
    public IReadOnlyList<Shape> Prepare(params ReadOnlySpan<Tensor> inputs) => For(inputs).Outputs;

    /// <summary>Compiles for these input shapes without running, and gives the steps of the plan in their order.</summary>
    public IReadOnlyList<PlanStep> Plan(params ReadOnlySpan<Tensor> inputs) => For(inputs).Steps;

    Compiled For(ReadOnlySpan<Tensor> inputs)
    {
        lock (compiled)
        {
            for (int i = 0; i < compiled.Count; i++)
            {
                Compiled found = compiled[i];
                if (!found.Fits(Backend.Current, Backend.Precision, inputs)) continue;
                compiled.RemoveAt(i);
                compiled.Insert(0, found);
                return found;
            }
            compiled.Insert(0, new Compiled(body, Backend.Current, [.. inputs.ToArray().Select(input => input.Shape)]));
            if (compiled.Count > MaxPlans) compiled.RemoveAt(MaxPlans);
            return compiled[0];
        }
    }

    sealed class Compiled
    {
        readonly Precision precision;
        readonly Shape[] shapes;
        readonly Func<bool>[] conditions;
        readonly IExecutable executable;
        readonly List<Tensor> leaves;
        readonly int inputCount;
        readonly int[] updated;
        readonly Storage[] leafStorage, outputStorage;

        public Compiled(Func<Tensor[], Tensor[]> body, Backend backend, Shape[] shapes)
        {
            (Backend, precision, this.shapes) = (backend, Backend.Precision, shapes);
            Tensor[] placeholders = Array.ConvertAll(shapes, shape => new Tensor(null, [], shape));
            using Trace trace = Trace.Begin();
            Tensor[] outputs = body(placeholders);
            conditions = [.. trace.Conditions];
            leaves = [.. placeholders];
            inputCount = leaves.Count;
            Graph graph = Graph.Of(outputs, trace.Updates, leaves);
            executable = Backend.Compile(graph);
            updated = [.. graph.Updates.Select(update => update.Leaf)];
            Outputs = [.. outputs.Select(output => output.Shape)];
            (leafStorage, outputStorage) = (new Storage[leaves.Count], new Storage[outputs.Length]);
        }

        public Backend Backend { get; }

        public Shape[] Outputs { get; }

        public IReadOnlyList<PlanStep> Steps => [.. executable.Steps];

        /// <summary>Whether this is compiled for a backend and a precision, for such inputs, and for things as they are now.</summary>
        public bool Fits(Backend backend, Precision wanted, ReadOnlySpan<Tensor> inputs)
        {
            if (backend != Backend || wanted != precision || inputs.Length != shapes.Length) return false;
            for (int i = 0; i < shapes.Length; i++)
                if (inputs[i].Shape != shapes[i]) return false;
            foreach (Func<bool> holds in conditions)
                if (!holds()) return false;
            return true;
        }

        public void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
        {
            if (outputs.Length != Outputs.Length) throw new ArgumentException($"the function has {Outputs.Length} outputs, {outputs.Length} tensors were given", nameof(outputs));
            lock (leaves)
            {
                Tensor.Compute(inputs);
                for (int i = 0; i < leafStorage.Length; i++) leafStorage[i] = (i < inputCount ? inputs[i] : leaves[i]).StorageOn(Backend);
                for (int i = 0; i < outputStorage.Length; i++)
                {
                    if (outputs[i].Shape != Outputs[i]) throw new ShapeException("Function", $"output {i} has another shape", [("computed", Outputs[i], ""), ("given", outputs[i].Shape, "")]);
                    outputStorage[i] = outputs[i].StorageOn(Backend);
                }
                CheckApart();
                executable.Run(leafStorage, outputStorage);
            }
        }

        /// <summary>A plan writes outputs and variables while it still reads its inputs, so no memory may be both.</summary>
        void CheckApart()
        {
            for (int i = 0; i < inputCount; i++)
                foreach (int leaf in updated)
                    if (leafStorage[leaf] == leafStorage[i])
                        throw new FoveaException($"Function: input {i} is a variable that the function assigns; its new value would overwrite what is still to be read",
                            "use the variable inside the function without passing it");
            for (int i = 0; i < outputStorage.Length; i++)
            {
                if (Array.IndexOf(leafStorage, outputStorage[i]) >= 0)
                    throw new FoveaException($"Function: output {i} is also read by the function; its result would overwrite what is still to be read",
                        "give a tensor of its own, from Tensor.Allocate");
                int other = Array.IndexOf(outputStorage, outputStorage[i], i + 1);
                if (other >= 0) throw new FoveaException($"Function: outputs {i} and {other} are the same tensor");
            }
        }
    }
}
