using Fovea.Tensors;

namespace Fovea.Onnx;

// The axes of a value may lie in memory in any order: dimension i of the tensor is axis order[i]. Convolution leaves its result channels last, (0, 2, 3, 1), as it
// computes it, and a Transpose of the file only changes the order. Whoever needs a certain order asks for it; only there elements are moved.
internal sealed partial class OnnxValue
{
    /// <summary>The order in which the axes lie in memory.</summary>
    public IReadOnlyList<int> Order => order;

    /// <summary>The tensor as it lies in memory.</summary>
    public Tensor Tensor => In(order);

    /// <summary>The tensor with its axes in the file's order.</summary>
    public Tensor Logical => In(Ascending(Rank));

    /// <summary>The tensor of a batch with its channels, axis 1, last: (N, C, H, W) as (N, H, W, C), and likewise with fewer or more axes.</summary>
    public Tensor ChannelsLast => In(ChannelsLastOrder(Rank));

    /// <summary>The file's order of axes: 0, 1, 2, ...</summary>
    public static int[] Ascending(int rank) => [.. Enumerable.Range(0, rank)];

    /// <summary>0, 2, 3, ..., 1.</summary>
    public static int[] ChannelsLastOrder(int rank) => rank < 2 ? Ascending(rank) : [0, .. Enumerable.Range(2, rank - 2), 1];

    /// <summary>The dimension of <see cref="Tensor"/> in which an axis lies; a negative axis counts from the end.</summary>
    public int Place(int axis) => Array.IndexOf(order, Shape.Axis(axis));

    /// <summary>The tensor with its axes in this order. Each order is made once.</summary>
    public Tensor In(ReadOnlySpan<int> wanted)
    {
        // Constants are shared by all passes, which may run on several threads.
        lock (forms)
        {
            foreach (var (made, tensor) in forms)
                if (wanted.SequenceEqual(made)) return tensor;
            if (forms.Count == 0) forms.Add((order, FromKnown()));
            var (from, first) = forms[0];
            int[] target = wanted.ToArray();
            Tensor moved = Moved(first, Array.ConvertAll(target, axis => Array.IndexOf(from, axis)));
            if (!target.AsSpan().SequenceEqual(from)) forms.Add((target, moved));
            return moved;
        }
    }

    /// <summary>A result that lies in memory as this value does.</summary>
    public OnnxValue With(Tensor tensor, OnnxElementType? type = null) => new(tensor, type ?? Type, order);

    /// <summary>The same elements under another shape. Axes are moved only where they are joined and do not lie one behind the other.</summary>
    public OnnxValue Reshape(Shape shape)
    {
        if (shape.Count != Shape.Count) throw new ShapeException($"{Shape.Count} elements {Shape} do not fill the shape {shape}, which needs {shape.Count}");
        if (shape == Shape) return this;
        if (IsKnown) return Integers is null ? new(Numbers!, shape, Type) : new(Integers, shape, Type);
        if (Shape.Count == 0) return new(Logical.Reshape(shape), Type);

        List<(int[] From, int[] To)> groups = Groups(Shape, shape);
        groups.Sort((a, b) => First(a.From).CompareTo(First(b.From)));
        int First(int[] axes) => axes.Min(axis => Array.IndexOf(order, axis));
        List<int> from = [.. groups.SelectMany(group => group.From)], to = [.. groups.SelectMany(group => group.To)];
        // What has size 1 lies anywhere; beside its neighbour the order stays as simple as it can be.
        for (int axis = 0; axis < Rank; axis++)
            if (!from.Contains(axis)) from.Add(axis);
        for (int axis = 0; axis < shape.Rank; axis++)
            if (!to.Contains(axis)) to.Insert(to.IndexOf(axis - 1) + 1, axis);
        return new(In([.. from]).Reshape(Shape.Create([.. to.Select(axis => shape[axis])])), Type, [.. to]);
    }

    /// <summary>The axes in another order: axis i of the result is axis axes[i] of this. Nothing is moved in memory.</summary>
    public OnnxValue Transpose(int[] axes)
    {
        if (!axes.Order().SequenceEqual(Enumerable.Range(0, Rank))) throw new ShapeException($"({string.Join(", ", axes)}) is not an order of the {Rank} axes of {Shape}");
        if (IsKnown)
        {
            long[] strides = Shape.Strides();
            return Picked(Shape.Create([.. axes.Select(axis => Shape[axis])]), 0, [.. axes.Select(axis => strides[axis])]);
        }
        int[] back = new int[axes.Length];
        for (int i = 0; i < axes.Length; i++) back[axes[i]] = i;
        return new(Tensor, Type, Array.ConvertAll(order, axis => back[axis]));
    }

    /// <summary>
    /// The tensors of several values, ready for an operation that stretches them to a common shape, and the order in which the result's axes lie: that of the largest.
    /// </summary>
    public static (Tensor[] Tensors, int[] Order) Together(params ReadOnlySpan<OnnxValue> values)
    {
        int rank = 0;
        foreach (OnnxValue value in values) rank = Math.Max(rank, value.Rank);
        int[]? common = null;
        long largest = -1;
        foreach (OnnxValue value in values)
            if (value.Rank == rank && !value.IsKnown && value.Shape.Count > largest) (common, largest) = (value.order, value.Shape.Count);
        common ??= Ascending(rank);
        Tensor[] tensors = new Tensor[values.Length];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = values[i].Stretchable(common);
        return (tensors, common);
    }

    /// <summary>The tensor in an order of at least as many axes, without the sizes of 1 in front, which stretching adds again.</summary>
    Tensor Stretchable(int[] wanted)
    {
        if (Rank == wanted.Length) return In(wanted);
        int missing = wanted.Length - Rank, front = 0;
        Tensor full = Tensor.Reshape(Shape.Create([.. Enumerable.Repeat(1, missing), .. Tensor.Shape]));
        int[] from = [.. Enumerable.Range(0, missing), .. order.Select(axis => axis + missing)];
        full = Moved(full, Array.ConvertAll(wanted, axis => Array.IndexOf(from, axis)));
        while (front < full.Shape.Rank && full.Shape[front] == 1) front++;
        return full.Reshape(Shape.Create(full.Shape.Sizes[front..]));
    }

    /// <summary>Dimension i of the result is dimension axes[i]; a reshape where only sizes of 1 change places.</summary>
    static Tensor Moved(Tensor tensor, int[] axes)
    {
        if (axes.SequenceEqual(Enumerable.Range(0, axes.Length))) return tensor;
        int[] longer = Array.FindAll(axes, axis => tensor.Shape[axis] != 1);
        return longer.SequenceEqual(longer.Order()) ? tensor.Reshape(Shape.Create([.. axes.Select(axis => tensor.Shape[axis])])) : tensor.Transpose(axes);
    }

    static Shape InFileOrder(Shape shape, int[]? order)
    {
        if (order is null) return shape;
        int[] sizes = new int[shape.Rank];
        for (int i = 0; i < sizes.Length; i++) sizes[order[i]] = shape[i];
        return Shape.Create(sizes);
    }

    /// <summary>
    /// Cuts two shapes with equal numbers of elements into the smallest groups of neighbouring axes that have equally many: (2, 6, 5) and (2, 2, 3, 5) into 2 | 6 | 5 and
    /// 2 | 2 3 | 5. Sizes of 1 between the groups are left out.
    /// </summary>
    static List<(int[] From, int[] To)> Groups(Shape a, Shape b)
    {
        List<(int[], int[])> groups = [];
        for (int i = 0, j = 0; i < a.Rank || j < b.Rank;)
        {
            if (i < a.Rank && a[i] == 1) i++;
            else if (j < b.Rank && b[j] == 1) j++;
            else
            {
                (int firstA, int firstB) = (i, j);
                long left = a[i++], right = b[j++];
                while (left != right)
                    if (left < right) left *= a[i++];
                    else right *= b[j++];
                groups.Add(([.. Enumerable.Range(firstA, i - firstA)], [.. Enumerable.Range(firstB, j - firstB)]));
            }
        }
        return groups;
    }
}
