namespace Fovea.Tensors;

/// <summary>Up to three operands of an element-wise operation over one run of elements.</summary>
internal readonly ref struct Operands<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c)
{
    public readonly ReadOnlySpan<T> A = a, B = b, C = c;
}

/// <summary>
/// An operation whose result at an element depends on its operands at that element only. Operands are stretched to a common shape (broadcasting:
/// missing outer dimensions and sizes of 1 repeat). Chains of such operations become one pass over memory.
/// </summary>
internal abstract record ElementwiseOp : Operation, IReferenceOperation, ICpuOperation
{
    public abstract int Arity { get; }

    /// <summary>The definition: the value at one element.</summary>
    public abstract double Value(double a, double b, double c);

    /// <summary>The same over a run of elements in single precision; the result may be the memory of an operand.</summary>
    public abstract void Run(in Operands<float> x, Span<float> y);

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        Shape shape = x[0];
        for (int i = 1; i < x.Length; i++)
            shape = Shape.Broadcast(shape, x[i]) ?? throw new ShapeException(Name, "the operands' shapes do not fit each other", Named(x),
                "sizes must be equal, or 1 to be stretched; shapes are compared from the last dimension");
        return shape;
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        long[][] strides = Array.ConvertAll(x, operand => operand.Shape.BroadcastStrides(y.Shape));
        int[] at = new int[y.Shape.Rank];
        for (long i = 0; i < y.Data.LongLength; i++)
        {
            double Operand(int k)
            {
                if (k >= x.Length) return 0;
                long offset = 0;
                for (int d = 0; d < at.Length; d++) offset += at[d] * strides[k][d];
                return x[k].Data[offset];
            }
            y.Data[i] = Value(Operand(0), Operand(1), Operand(2));
            for (int d = at.Length - 1; d >= 0 && ++at[d] == y.Shape[d]; d--) at[d] = 0;
        }
    }

    public CpuKernel Cpu(CpuSite site) => ElementwiseProgram.Of(this).Compile(site);

    /// <summary>
    /// What known numbers give is a known number. Operands that are only stretched are read as they are: this operation stretches by itself.
    /// </summary>
    internal override int? Simplify(GraphBuilder graph, ReadOnlySpan<int> x, Shape y)
    {
        if (Constant(graph, x) is { } value) return graph.Add(new FullOp(y, value), y);
        int[] direct = x.ToArray();
        bool changed = false;
        for (int i = 0; i < direct.Length; i++)
        {
            if (graph[direct[i]].Operation is not BroadcastToOp) continue;
            int before = direct[i];
            direct[i] = graph[before].Inputs[0];
            Shape? shape = graph.ShapeOf(direct[0]);
            for (int k = 1; k < direct.Length && shape is not null; k++) shape = Shape.Broadcast(shape, graph.ShapeOf(direct[k]));
            if (shape == y) changed = true;
            else direct[i] = before;
        }
        return changed ? graph.Add(this, y, direct) : null;
    }

    double? Constant(GraphBuilder graph, ReadOnlySpan<int> x)
    {
        Span<double> values = [0, 0, 0];
        for (int i = 0; i < x.Length; i++)
        {
            if (graph.ConstantAt(x[i]) is not { } value) return null;
            values[i] = value;
        }
        return Value(values[0], values[1], values[2]);
    }

    static (string, Shape, string)[] Named(ReadOnlySpan<Shape> x)
    {
        var named = new (string, Shape, string)[x.Length];
        for (int i = 0; i < x.Length; i++) named[i] = (x.Length == 2 ? i == 0 ? "left" : "right" : $"operand {i}", x[i], "");
        return named;
    }
}
