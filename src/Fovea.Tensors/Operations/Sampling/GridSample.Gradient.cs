namespace Fovea.Tensors;

internal sealed partial record GridSampleOp
{
    /// <summary>The gradient of the same thing written in simple operations, which can be differentiated again and again.</summary>
    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        // Nodes of their own, at which the gradient stops: the grid may have been computed from the images.
        Tensor images = Tensor.Apply(new ReshapeOp(x[0].Shape), x[0]), grid = Tensor.Apply(new ReshapeOp(x[1].Shape), x[1]);
        return [.. Tensors.Gradient.Of(Sampled(images, grid), [images, grid], dy)];
    }

    Tensor Sampled(Tensor images, Tensor grid)
    {
        (int height, int width) = (images.Shape[1], images.Shape[2]);
        List<(Tensor At, Tensor Weight)> rows = Taps(grid.Slice(-1, 1, 1), height), columns = Taps(grid.Slice(-1, 0, 1), width);
        IEnumerable<Tensor> parts =
            from row in rows
            from column in columns
            select images.GatherPoints(Tensor.Concat(-1, row.At, column.At), batch: 1) * (row.Weight * column.Weight);
        return parts.Aggregate((sum, part) => sum + part);
    }

    /// <summary>What <see cref="GridTaps"/> gives, for all positions at once: pixels, all of which exist, and their weights, 0 for those that do not count.</summary>
    List<(Tensor At, Tensor Weight)> Taps(Tensor position, int size)
    {
        Tensor place = AlignCorners ? (position + 1) * ((size - 1) / 2.0) : (position + 1) * (size / 2.0) - 0.5;
        if (Mode == ResizeMode.Nearest) return [Tap(Bounded(place, size).Round(), 1, size)];
        if (Mode == ResizeMode.Bilinear)
        {
            Tensor bounded = Bounded(place, size), first = bounded.Floor(), share = bounded - first;
            return [Tap(first, 1 - share, size), Tap(first + 1, share, size)];
        }
        const double A = -0.75;
        Tensor before = place.Floor(), t = place - before;
        Tensor Near(Tensor t) => ((A + 2) * t - (A + 3)) * t * t + 1;
        Tensor Far(Tensor t) => ((A * t - 5 * A) * t + 8 * A) * t - 4 * A;
        Tensor[] weights = [Far(1 + t), Near(t), Near(1 - t), Far(2 - t)];
        return [.. weights.Select((weight, k) => Tap(Bounded(before + (k - 1), size), weight, size))];
    }

    (Tensor, Tensor) Tap(Tensor place, Tensor weight, int size) =>
        (place.Detach().Clamp(0, size - 1), Border == GridBorder.Zeros ? Tensor.Where((place >= 0) * (place <= size - 1), weight, 0) : weight);

    Tensor Bounded(Tensor place, int size)
    {
        if (Border == GridBorder.Zeros) return place;
        if (Border == GridBorder.Reflect)
        {
            double low = AlignCorners ? 0 : -0.5, span = AlignCorners ? size - 1 : size;
            if (span == 0) return place * 0;
            Tensor distance = (place - low).Abs(), turns = (distance / span).Floor(), rest = distance - turns * span;
            place = Tensor.Where(turns % 2, low + span - rest, low + rest);
        }
        return place.Clamp(0, size - 1);
    }
}
