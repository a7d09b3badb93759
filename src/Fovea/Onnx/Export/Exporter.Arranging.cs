namespace Fovea.Onnx.Export;

// The nodes that move elements: at most a reshape, a transpose, an expand and a reshape.
sealed partial class Exporter
{
    /// <summary>A value with the elements of another one of the same tensor in another layout.</summary>
    string Arrange(ExportedValue value, Layout to)
    {
        if (Layout.Common(value.Layout, to) is not var (a, b))
        {
            // The parts cut each other: on the way the tensor is laid out as it is, which every layout cuts.
            Layout plain = Layout.Standard([.. to.Sizes]);
            return Arrange(new ExportedValue(Arrange(value, plain), plain), to);
        }
        Part[] from = [.. a.Stored], wanted = [.. b.Stored.Where(from.Contains)];
        if (wanted.Length != from.Length) throw new InvalidOperationException($"{value.Name}: {b} has no place for all of {a}");
        (string name, Dim[] dims) = (value.Name, a.Dims);
        if (!from.SequenceEqual(wanted)) (name, dims) = Moved(name, a, b, wanted);

        HashSet<Part> stored = [.. from];
        bool IsSplit(Part[] axis) => axis.Any(stored.Contains) && !axis.All(stored.Contains);
        Part[][] axes = [.. Enumerable.Range(0, b.StorageRank).Select(axis => b.StoredAt(axis).ToArray())];
        // An axis of which only some parts are there is cut into its parts until those that are missing have been stretched.
        List<Dim> before = [], after = [];
        foreach (Part[] axis in axes)
            if (IsSplit(axis))
                foreach (Part part in axis)
                {
                    before.Add(stored.Contains(part) ? b.SizeOf(part) : 1);
                    after.Add(b.SizeOf(part));
                }
            else
            {
                Dim size = axis.Aggregate((Dim)1, (product, part) => product * b.SizeOf(part));
                before.Add(axis.All(stored.Contains) ? size : 1);
                after.Add(size);
            }
        name = Reshape(name, dims, [.. before]);
        if (!before.SequenceEqual(after)) name = Graph.Emit("Expand", [name, Sizes([.. before.Zip(after, (own, larger) => own == larger ? 1 : larger)])]);
        return Reshape(name, [.. after], b.Dims);
    }

    /// <summary>The elements in another order. What stays together is moved as one axis.</summary>
    (string Name, Dim[] Dims) Moved(string name, Layout a, Layout b, Part[] wanted)
    {
        if (AxesOf(a, b) is { } axes) return (Transpose(name, axes), [.. axes.Select(axis => a.Dims[axis])]);
        Part[] from = [.. a.Stored];
        List<List<Part>> blocks = [];
        foreach (Part part in wanted)
            if (blocks.Count > 0 && Array.IndexOf(from, part) == Array.IndexOf(from, blocks[^1][^1]) + 1) blocks[^1].Add(part);
            else blocks.Add([part]);
        Dim SizeOf(List<Part> block) => block.Aggregate((Dim)1, (product, part) => product * a.SizeOf(part));
        List<Part>[] before = [.. blocks.OrderBy(block => Array.IndexOf(from, block[0]))];
        name = Reshape(name, a.Dims, [.. before.Select(SizeOf)]);
        return (Transpose(name, [.. blocks.Select(block => Array.IndexOf(before, block))]), [.. blocks.Select(SizeOf)]);
    }

    string Transpose(string name, int[] axes) => Graph.Emit("Transpose", [name], [new("perm", [.. axes.Select(axis => (long)axis)])]);

    /// <summary>The order in which the axes of one value are those of the other, where it can be had without reshaping.</summary>
    static int[]? AxesOf(Layout a, Layout b)
    {
        if (a.StorageRank != b.StorageRank) return null;
        List<int> left = [.. Enumerable.Range(0, a.StorageRank)];
        int[] axes = new int[a.StorageRank];
        for (int i = 0; i < axes.Length; i++)
        {
            Part[] wanted = b.StoredAt(i).ToArray();
            int place = left.FindIndex(axis => a.StoredAt(axis).SequenceEqual(wanted));
            if (place < 0) return null;
            axes[i] = left[place];
            left.RemoveAt(place);
        }
        return axes;
    }

    /// <summary>The same elements with other sizes.</summary>
    public string Reshape(string name, Dim[] from, Dim[] to)
    {
        if (from.SequenceEqual(to)) return name;
        if (to.Length == 2 && from.Length > 2 && from[0] == to[0]) return Graph.Emit("Flatten", [name], [new("axis", 1L)]);
        // One size may follow from the others; what stays where it was is copied.
        long[] sizes = new long[to.Length];
        int open = 0;
        for (int i = 0; i < to.Length; i++)
        {
            bool copied = !to[i].IsFixed && i < from.Length && from[i] == to[i];
            sizes[i] = to[i].IsFixed ? to[i].Rest : copied ? 0 : -1;
            if (!to[i].IsFixed && !copied) open++;
        }
        if (open == 0 && sizes.Contains(0) && sizes.Count(size => size == 0) == 1) sizes[Array.IndexOf(sizes, 0)] = -1;
        string shape = open > 1 || to.Contains(0) ? Sizes(to) : Graph.Integers(sizes);
        return Graph.Emit("Reshape", [name, shape]);
    }

    /// <summary>Sizes as a vector: an initialiser, or computed from the batch when the graph runs.</summary>
    public string Sizes(params ReadOnlySpan<Dim> sizes)
    {
        List<string> pieces = [];
        List<long> run = [];
        void EndRun()
        {
            if (run.Count > 0) pieces.Add(Graph.Integers([.. run]));
            run.Clear();
        }
        foreach (Dim size in sizes)
        {
            if (size.IsFixed)
            {
                run.Add(size.Rest);
                continue;
            }
            EndRun();
            string number = Graph.Emit("Shape", [batch.Value], [new("start", (long)batch.Axis), new("end", batch.Axis + 1L)]);
            if (size.PerSample != 1) number = Graph.Emit("Mul", [number, Graph.Integers(size.PerSample)]);
            if (size.Rest != 0) number = Graph.Emit("Add", [number, Graph.Integers(size.Rest)]);
            pieces.Add(number);
        }
        EndRun();
        return pieces.Count == 1 ? pieces[0] : Graph.Emit("Concat", pieces, [new("axis", 0L)]);
    }
}
