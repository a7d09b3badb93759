using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>A part of an axis: an axis of 12 elements may be seen as 3 times 4, part 0 of size 3 and part 1 of size 4.</summary>
readonly record struct Part(int Axis, int Index);

/// <summary>
/// Where the elements of a tensor lie in a value of the ONNX graph. The tensor's axes are cut into parts, and each axis of the value is made of some of them, outermost
/// first. A batch of images (N, H, W, C) that is stored as N C H W has the storage [N] [C] [H] [W]; flattened to (N, H W C), with its second axis cut into H, W and C, it still
/// has. So transposing and reshaping are mostly another way of looking at the same value. A part that is in no axis of the value is stretched: its elements are all the
/// same one.
/// </summary>
/// <remarks>Parts have sizes above 1; an axis of size 1 has no part. Parts that lie together are one part, so equal layouts have equal fields.</remarks>
sealed class Layout
{
    readonly Dim[][] parts;
    readonly Part[][] storage;

    Layout(Dim[][] parts, Part[][] storage) => (this.parts, this.storage) = (parts, storage);

    /// <summary>The sizes of the tensor's axes.</summary>
    public IEnumerable<Dim> Sizes => parts.Select(Product);

    /// <summary>How many axes the tensor has.</summary>
    public int Rank => parts.Length;

    /// <summary>How many axes the value has.</summary>
    public int StorageRank => storage.Length;

    /// <summary>The sizes of the value's axes.</summary>
    public Dim[] Dims => Array.ConvertAll(storage, axis => Product(Array.ConvertAll(axis, SizeOf)));

    /// <summary>The parts that make up an axis of the value.</summary>
    public ReadOnlySpan<Part> StoredAt(int axis) => storage[axis];

    /// <summary>All parts that are stored, outermost first.</summary>
    public IEnumerable<Part> Stored => storage.SelectMany(axis => axis);

    /// <summary>The tensor as it is.</summary>
    public static Layout Standard(IReadOnlyList<Dim> shape) => Ordered(shape, [.. Enumerable.Range(0, shape.Count)]);

    /// <summary>Axis i of the value is axis <paramref name="order"/>[i] of the tensor.</summary>
    public static Layout Ordered(IReadOnlyList<Dim> shape, ReadOnlySpan<int> order)
    {
        Dim[][] parts = [.. shape.Select(size => size == 1 ? Array.Empty<Dim>() : [size])];
        return new Layout(parts, [.. order.ToArray().Select(axis => parts[axis].Length == 0 ? Array.Empty<Part>() : [new Part(axis, 0)])]);
    }

    /// <summary>A batch of images (N, H, W, C) as the world stores it, N C H W.</summary>
    public static Layout Images(IReadOnlyList<Dim> shape) => Ordered(shape, [0, 3, 1, 2]);

    /// <summary>How a tensor is kept where nothing else is asked for: images as N C H W, all else as it is.</summary>
    public static Layout Home(IReadOnlyList<Dim> shape) => shape.Count == 4 ? Images(shape) : Standard(shape);

    /// <summary>One number for all elements.</summary>
    public static Layout Scalar(IReadOnlyList<Dim> shape) => new([.. shape.Select(size => size == 1 ? Array.Empty<Dim>() : [size])], []);

    /// <summary>The size of a part.</summary>
    public Dim SizeOf(Part part) => parts[part.Axis][part.Index];

    /// <summary>The parts of an axis of the tensor.</summary>
    public IEnumerable<Part> PartsOf(int axis) => Enumerable.Range(0, parts[axis].Length).Select(i => new Part(axis, i));

    /// <summary>Whether every element along an axis is stored.</summary>
    public bool Covers(int axis) => PartsOf(axis).All(Stored.Contains);

    /// <summary>Whether any two elements along an axis are stored apart.</summary>
    public bool Touches(int axis) => PartsOf(axis).Any(Stored.Contains);

    /// <summary>Whether an axis of the value is a whole axis of the tensor, in its order.</summary>
    public bool Is(int storageAxis, int axis) => storage[storageAxis].SequenceEqual(PartsOf(axis));

    /// <summary>The axis of the value that is a whole axis of the tensor, larger than 1; -1 where there is none.</summary>
    public int Find(int axis) => parts[axis].Length == 0 ? -1 : Array.FindIndex(storage, stored => stored.SequenceEqual(PartsOf(axis)));

    /// <summary>The axis of the tensor that each axis of the value is, where the value is the tensor with its axes in another order; else null.</summary>
    public int[]? Order()
    {
        if (StorageRank != Rank) return null;
        Queue<int> single = new(Enumerable.Range(0, Rank).Where(axis => parts[axis].Length == 0));
        int[] order = new int[Rank];
        for (int i = 0; i < Rank; i++)
        {
            int axis = storage[i].Length == 0 ? single.TryDequeue(out int one) ? one : -1 : storage[i][0].Axis;
            if (axis < 0 || !Is(i, axis)) return null;
            order[i] = axis;
        }
        return order;
    }

    /// <summary>The same value seen as the tensor with its axes in another order.</summary>
    public Layout Transposed(Shape axes)
    {
        int[] place = new int[Rank];
        for (int i = 0; i < Rank; i++) place[axes[i]] = i;
        return new Layout([.. axes.Select(axis => parts[axis])], Map(storage, part => part with { Axis = place[part.Axis] }));
    }

    /// <summary>The same value seen as the tensor with another shape, or null where the elements would have to move.</summary>
    public Layout? Reshaped(IReadOnlyList<Dim> shape)
    {
        // Fills the new axes with parts, outermost first, and cuts a part that is too large for its axis.
        List<(Part Part, Dim Size)> left = [.. Enumerable.Range(0, Rank).Reverse().SelectMany(axis => PartsOf(axis).Reverse()).Select(part => (part, SizeOf(part)))];
        Dictionary<Part, List<Part>> image = [];
        List<List<Dim>> cut = [];
        for (int axis = 0; axis < shape.Count; axis++)
        {
            cut.Add([]);
            for (Dim rest = shape[axis]; rest != 1;)
            {
                if (left.Count == 0) return null;
                var (part, size) = left[^1];
                Dim taken;
                if (rest.Over(size) is { } more) (taken, rest) = (size, more);
                else if (size.Over(rest) is { } inner)
                {
                    (taken, rest) = (rest, 1);
                    left[^1] = (part, inner);
                }
                else return null;
                if (taken == size) left.RemoveAt(left.Count - 1);
                if (!image.TryGetValue(part, out List<Part>? pieces)) image[part] = pieces = [];
                pieces.Add(new Part(axis, cut[axis].Count));
                cut[axis].Add(taken);
            }
        }
        if (left.Count > 0) return null;
        return Merged([.. cut.Select(sizes => sizes.ToArray())], Array.ConvertAll(storage, axis => axis.SelectMany(part => image[part]).ToArray()));
    }

    /// <summary>The same value seen as the tensor stretched to a larger shape.</summary>
    public Layout Stretched(IReadOnlyList<Dim> shape)
    {
        int added = shape.Count - Rank;
        Dim[][] stretched = new Dim[shape.Count][];
        for (int axis = 0; axis < shape.Count; axis++)
            stretched[axis] = axis >= added && Product(parts[axis - added]) == shape[axis] ? parts[axis - added] : shape[axis] == 1 ? [] : [shape[axis]];
        return new Layout(stretched, Map(storage, part => part with { Axis = part.Axis + added }));
    }

    /// <summary>
    /// How a tensor that is stretched to this one's shape has to lie so that its value meets this one's, element by element: without the axes that it has not.
    /// </summary>
    public Layout For(IReadOnlyList<Dim> shape)
    {
        int added = Rank - shape.Count;
        Dim[][] own = [.. shape.Select((size, axis) => size == 1 ? [] : parts[axis + added])];
        bool Has(Part part) => part.Axis >= added && own[part.Axis - added].Length > 0;
        return new Layout(own, Array.ConvertAll(storage, axis => axis.Where(Has).Select(part => part with { Axis = part.Axis - added }).ToArray()));
    }

    /// <summary>Whether a tensor can be stretched to this one's shape within the value: none of its axes holds both what is stretched and what is not.</summary>
    public bool Stretches(IReadOnlyList<Dim> shape)
    {
        int added = Rank - shape.Count;
        bool IsOwn(Part part) => part.Axis >= added && shape[part.Axis - added] != 1;
        return storage.All(axis => axis.All(IsOwn) || !axis.Any(IsOwn));
    }

    /// <summary>Without those axes of the value of whose parts <paramref name="other"/>, a layout of the same tensor, stores nothing: there it is only stretched.</summary>
    public Layout Within(Layout other)
    {
        if (Common(this, other) is not var (a, b)) return this;
        HashSet<Part> stored = [.. b.Stored];
        return Merged(a.parts, Array.ConvertAll(a.storage, axis => axis.Any(stored.Contains) ? axis : []));
    }

    /// <summary>Without the elements along some axes of the tensor, which are stretched.</summary>
    public Layout Without(Func<int, bool> axes) => Merged(parts, Array.ConvertAll(storage, axis => axis.Where(part => !axes(part.Axis)).ToArray()));

    /// <summary>Without the axes of the value that have size 1.</summary>
    public Layout Squeezed() => new(parts, [.. storage.Where(axis => axis.Length > 0)]);

    /// <summary>Neighbouring axes of the value as one.</summary>
    public Layout Grouped(int first, int count) =>
        Merged(parts, [.. storage[..first], [.. storage[first..(first + count)].SelectMany(axis => axis)], .. storage[(first + count)..]]);

    /// <summary>With all elements along an axis of the tensor in the last axis of the value, in the order in which they lie; the other axes as they are.</summary>
    public Layout WithLast(int axis)
    {
        Part[] missing = [.. PartsOf(axis).Except(Stored)];
        Part[] last = missing.Length == 0 ? [.. Stored.Where(part => part.Axis == axis)] : [.. PartsOf(axis)];
        Part[][] others = [.. storage.Select(stored => stored.Where(part => part.Axis != axis).ToArray()).Where(stored => stored.Length > 0)];
        return Merged(parts, [.. others.Length == 0 ? [[]] : others, last]);
    }

    /// <summary>The result of a product that replaces an axis of this matrix, which is the last of the value, by another one of a size.</summary>
    public Layout Multiplied(int axis, Dim size)
    {
        Dim[] sizes = size == 1 ? [] : [size];
        return new Layout([.. parts.Select((own, i) => i == axis ? sizes : own)], [.. storage[..^1], size == 1 ? [] : [new Part(axis, 0)]]);
    }

    /// <summary>
    /// A matrix (size, axis), or (axis, size) where it is not <paramref name="transposed"/>, whose axis lies like that axis of this layout: what this is multiplied with.
    /// </summary>
    public Layout Matrix(int axis, Dim size, bool transposed)
    {
        int inner = transposed ? 1 : 0;
        Dim[] sizes = size == 1 ? [] : [size];
        Part[] other = size == 1 ? [] : [new Part(1 - inner, 0)], own = [.. storage[^1].Select(part => new Part(inner, part.Index))];
        return transposed ? new Layout([sizes, parts[axis]], [other, own]) : new Layout([parts[axis], sizes], [own, other]);
    }

    /// <summary>The tensor without some axes, over which something was reduced; <paramref name="keep"/> keeps axes of size 1 for them in the tensor and in the value.</summary>
    public Layout Reduced(Shape axes, bool keep)
    {
        bool Goes(Part part) => axes.Contains(part.Axis);
        int Place(int axis) => keep ? axis : axis - axes.Count(reduced => reduced < axis);
        Dim[][] left = keep ? [.. parts.Select((sizes, axis) => axes.Contains(axis) ? [] : sizes)] : [.. parts.Where((_, axis) => !axes.Contains(axis))];
        Part[][] kept = keep ? Array.ConvertAll(storage, axis => axis.Where(part => !Goes(part)).ToArray()) : [.. storage.Where(axis => axis.Length == 0 || !Goes(axis[0]))];
        return Merged(left, Map(kept, part => part with { Axis = Place(part.Axis) }));
    }

    /// <summary>With other sizes of some of the tensor's axes, each of which is one part that stands in an axis of the value.</summary>
    /// <param name="shape">The new shape.</param>
    /// <param name="axes">The axes of the tensor.</param>
    /// <param name="places">The axes of the value in which they stand, first in each.</param>
    public Layout Resized(IReadOnlyList<Dim> shape, ReadOnlySpan<int> axes, ReadOnlySpan<int> places)
    {
        (Dim[][] resized, Part[][] stored) = ([.. parts], [.. storage]);
        for (int i = 0; i < axes.Length; i++)
        {
            (int axis, int place) = (axes[i], places[i]);
            Part[] others = [.. stored[place].Where(part => part.Axis != axis)];
            resized[axis] = shape[axis] == 1 ? [] : [shape[axis]];
            stored[place] = shape[axis] == 1 ? others : [new Part(axis, 0), .. others];
        }
        return Merged(resized, stored);
    }

    /// <summary>Two layouts of one tensor with the same parts, or null where the parts of one cut those of the other.</summary>
    public static (Layout A, Layout B)? Common(Layout a, Layout b)
    {
        Dim[][] finest = new Dim[a.Rank][];
        for (int axis = 0; axis < a.Rank; axis++)
        {
            List<Dim> sizes = [];
            Stack<Dim> left = new(a.parts[axis].Reverse()), right = new(b.parts[axis].Reverse());
            while (left.TryPop(out Dim x) & right.TryPop(out Dim y))
            {
                // The innermost parts line up only if the outer ones do, so a size that does not divide the other has no common cut.
                if (x.Over(y) is { } inX)
                {
                    sizes.Add(y);
                    if (inX != 1) left.Push(inX);
                }
                else if (y.Over(x) is { } inY)
                {
                    sizes.Add(x);
                    right.Push(inY);
                }
                else return null;
            }
            finest[axis] = [.. sizes];
        }
        return (a.Cut(finest), b.Cut(finest));
    }

    /// <summary>How far two layouts of one tensor are apart: 0 the same, 1 the same elements in the same order, 2 the elements have to move.</summary>
    public static int Distance(Layout from, Layout to)
    {
        if (from.SameAs(to)) return 0;
        return Common(from, to) is var (a, b) && a.Stored.SequenceEqual(b.Stored.Where(a.Stored.Contains)) ? 1 : 2;
    }

    /// <summary>Whether both mean the same value of the same tensor.</summary>
    public bool SameAs(Layout other) =>
        storage.Length == other.storage.Length && parts.Zip(other.parts).All(pair => pair.First.SequenceEqual(pair.Second)) && parts.Length == other.parts.Length
        && storage.Zip(other.storage).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <summary>Sizes of the parts and the order in which they lie.</summary>
    public override string ToString() =>
        $"({string.Join(", ", parts.Select(sizes => string.Join("*", sizes)))}) as "
        + string.Concat(storage.Select(axis => $"[{string.Join(" ", axis.Select(part => $"{part.Axis}.{part.Index}"))}]"));

    static Dim Product(Dim[] sizes) => sizes.Aggregate((Dim)1, (a, b) => a * b);

    static Part[][] Map(Part[][] storage, Func<Part, Part> image) => Array.ConvertAll(storage, axis => Array.ConvertAll(axis, part => image(part)));

    /// <summary>With parts cut into finer ones.</summary>
    Layout Cut(Dim[][] finer)
    {
        Dictionary<Part, Part[]> image = [];
        for (int axis = 0; axis < Rank; axis++)
            for (int i = 0, at = 0; i < parts[axis].Length; i++)
            {
                List<Part> pieces = [];
                for (Dim rest = parts[axis][i]; rest != 1; rest = rest.Over(finer[axis][at++])!.Value) pieces.Add(new Part(axis, at));
                image[new Part(axis, i)] = [.. pieces];
            }
        return new Layout(finer, Array.ConvertAll(storage, axis => axis.SelectMany(part => image[part]).ToArray()));
    }

    /// <summary>Parts that follow each other in the tensor and in the value, or are stored nowhere, become one.</summary>
    static Layout Merged(Dim[][] parts, Part[][] storage)
    {
        HashSet<Part> stored = [.. storage.SelectMany(axis => axis)];
        HashSet<(Part, Part)> neighbours = [.. storage.SelectMany(axis => axis.Zip(axis.Skip(1)))];
        Dictionary<Part, Part> image = [];
        Dim[][] merged = new Dim[parts.Length][];
        HashSet<Part> inner = [];
        for (int axis = 0; axis < parts.Length; axis++)
        {
            List<Dim> sizes = [];
            for (int i = 0; i < parts[axis].Length; i++)
            {
                Part part = new(axis, i), before = new(axis, i - 1);
                bool joins = i > 0 && (stored.Contains(part) ? neighbours.Contains((before, part)) : !stored.Contains(before)) && (parts[axis][i].IsFixed || sizes[^1].IsFixed);
                if (joins)
                {
                    sizes[^1] *= parts[axis][i];
                    inner.Add(part);
                }
                else sizes.Add(parts[axis][i]);
                image[part] = new Part(axis, sizes.Count - 1);
            }
            merged[axis] = [.. sizes];
        }
        return new Layout(merged, Array.ConvertAll(storage, axis => axis.Where(part => !inner.Contains(part)).Select(part => image[part]).ToArray()));
    }
}
