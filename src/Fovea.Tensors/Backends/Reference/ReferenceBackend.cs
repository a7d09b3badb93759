namespace Fovea.Tensors;

/// <summary>An operation that knows its definition: plain loops in double precision, obviously right, however slow.</summary>
internal interface IReferenceOperation
{
    /// <summary>Writes every element of <paramref name="y"/>.</summary>
    void Reference(ReferenceArray[] x, ReferenceArray y);
}

/// <summary>Values of one node in double precision, row-major.</summary>
internal sealed class ReferenceArray(Shape shape, double[] data)
{
    public Shape Shape { get; } = shape;

    public double[] Data { get; } = data;

    public long[] Strides { get; } = shape.Strides();

    public ref double this[long i] => ref Data[i];

    public ref double this[int a, int b] => ref Data[a * Strides[0] + b];

    public ref double this[int a, int b, int c] => ref Data[a * Strides[0] + b * Strides[1] + c];

    public ref double this[int a, int b, int c, int d] => ref Data[a * Strides[0] + b * Strides[1] + c * Strides[2] + d];
}

/// <summary>Computes a graph node by node, in the order of the graph, without fusing anything.</summary>
internal sealed class ReferenceBackend : Backend
{
    public override string Name => "reference";

    internal override Storage Allocate(long count) => new ReferenceStorage(this, Values(count));

    internal override IExecutable Compile(Graph graph) => new Interpreter(graph);

    /// <summary>Zeros.</summary>
    /// <exception cref="FoveaException">There is not so much memory.</exception>
    static double[] Values(long count)
    {
        try
        {
            return new double[count];
        }
        catch (Exception exception) when (exception is OutOfMemoryException or OverflowException)
        {
            throw new FoveaException($"{count} values in double precision are needed at once, the reference backend cannot hold so many", "use smaller batches or images, or the CPU backend", exception);
        }
    }

    sealed class ReferenceStorage(Backend backend, double[] data) : Storage(backend, data.Length)
    {
        public double[] Data { get; } = data;

        public override void Read(Span<float> values)
        {
            for (int i = 0; i < values.Length; i++) values[i] = (float)Data[i];
        }

        public override void Read(Span<double> values) => Data.CopyTo(values);

        public override void Write(ReadOnlySpan<float> values)
        {
            for (int i = 0; i < values.Length; i++) Data[i] = values[i];
        }

        public override void Write(ReadOnlySpan<double> values) => values.CopyTo(Data);

        public override void Read(Action<ReadOnlySpan<float>> values)
        {
            float[] single = new float[Data.Length];
            Read(single);
            values(single);
        }

        public override void Fill(Action<Span<float>> values)
        {
            float[] single = new float[Data.Length];
            values(single);
            Write(single.AsSpan());
        }

        public override void Clear() => Array.Clear(Data);
    }

    sealed class Interpreter(Graph graph) : IExecutable
    {
        public int Nodes => graph.Nodes.Count;

        public IEnumerable<PlanStep> Steps => from node in graph.Nodes
                                              where node.Operation is not null
                                              let inputs = Array.ConvertAll(node.Inputs, input => graph.Nodes[input].Shape)
                                              let values = node.Shape.Count + inputs.Sum(input => input.Count)
                                              select new PlanStep(node.Operation!.Name, "", node.Shape, node.Operation.MultiplyAdds(inputs, node.Shape), values * sizeof(double));

        public void Run(ReadOnlySpan<Storage> leaves, ReadOnlySpan<Storage> outputs)
        {
            ReferenceArray[] values = new ReferenceArray[graph.Nodes.Count];
            for (int i = 0; i < values.Length; i++)
            {
                Node node = graph.Nodes[i];
                if (node.Operation is null)
                {
                    values[i] = new ReferenceArray(node.Shape, ((ReferenceStorage)leaves[node.Leaf]).Data);
                    continue;
                }
                if (node.Operation is not IReferenceOperation operation)
                    throw new InvalidOperationException($"{node.Operation.Name} has no definition for the reference backend");
                values[i] = new ReferenceArray(node.Shape, Values(node.Shape.Count));
                operation.Reference(Array.ConvertAll(node.Inputs, input => values[input]), values[i]);
            }
            for (int i = 0; i < outputs.Length; i++) outputs[i].Write(values[graph.Outputs[i]].Data);
            // Read everything before the first write: an update's value may itself be a leaf that another update changes.
            double[][] updated = [.. graph.Updates.Select(update => (double[])values[update.Value].Data.Clone())];
            for (int i = 0; i < updated.Length; i++) leaves[graph.Updates[i].Leaf].Write(updated[i].AsSpan());
        }
    }
}
