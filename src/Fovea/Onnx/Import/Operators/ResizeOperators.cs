using Fovea.Tensors;

namespace Fovea.Onnx;

/// <summary>Maps of another size, and maps at other places.</summary>
internal static class ResizeOperators
{
    public static readonly OnnxOperator[] All =
    [
        new("Resize", Resize) { Options = [1, 2, 3] },
        new("Upsample", Upsample) { Options = [1] },
        new("GridSample", GridSample) { Refused = "volumes" },
        new("AffineGrid", AffineGrid) { Options = [1], Refused = "volumes" },
    ];

    /// <summary>An axis that gets another size: the scale, where it is not the quotient of the sizes, and the part that is taken.</summary>
    readonly record struct Change(int Axis, int Size, double? Scale, double From, double To);

    static OnnxValue Upsample(OnnxCall call)
    {
        double[] scales = (call.Opset < 9 ? call.Floats("scales")?.Select(scale => (double)scale).ToArray() : call.Numbers(1)) ?? throw call.Bad("says no scales");
        Resampling how = new() { Mode = Mode(call), Coordinates = ResizeCoordinates.Asymmetric, Rounding = ResizeRounding.Floor };
        ILookup<bool, Change> changes = Scaled(call, OnnxValue.Ascending(call.X.Rank), scales).ToLookup(change => change.Size < call.X.Shape[change.Axis]);
        // Where an axis shrinks, ONNX Runtime takes the pixel behind; the definition of these versions does not say.
        return Resized(Resized(call.X, [.. changes[true]], how with { Rounding = ResizeRounding.Ceiling }), [.. changes[false]], how);
    }

    static OnnxValue Resize(OnnxCall call)
    {
        // Version 10 had no region and no sizes, and the coordinates of Upsample.
        if (call.Opset < 11) return Upsample(call);
        int[] axes = call.Ints("axes") is { Length: > 0 } given ? [.. given.Select(axis => call.X.Shape.Axis(call.Narrow(axis)))] : OnnxValue.Ascending(call.X.Rank);
        Change[] changes = call.Optional(3) is { Shape.Count: > 0 } ? Sized(call, axes, call.Integers(3)) : Scaled(call, axes, call.Numbers(2) ?? throw call.Bad("says neither scales nor sizes"));
        Resampling how = new()
        {
            Mode = Mode(call),
            Coordinates = Coordinates(call),
            Rounding = call.Text("nearest_mode", "round_prefer_floor") switch
            {
                "round_prefer_floor" => ResizeRounding.PreferFloor,
                "round_prefer_ceil" => ResizeRounding.PreferCeiling,
                "floor" => ResizeRounding.Floor,
                "ceil" => ResizeRounding.Ceiling,
                var other => throw call.Bad($"has the unknown nearest_mode '{other}'"),
            },
            CubicCoefficient = call.Float("cubic_coeff_a", -0.75),
            Antialias = call.Flag("antialias"),
            ExcludeOutside = call.Flag("exclude_outside"),
            Beyond = call.Float("extrapolation_value", 0),
        };
        if (how.Coordinates == ResizeCoordinates.Crop)
        {
            double[] region = call.Numbers(1) is { } numbers && numbers.Length == 2 * axes.Length ? numbers : throw call.Bad($"has no region of {axes.Length} axes");
            for (int i = 0; i < axes.Length; i++) changes[i] = changes[i] with { From = region[i], To = region[axes.Length + i] };
        }
        return Resized(call.X, changes, how);
    }

    static ResizeMode Mode(OnnxCall call) => call.Text("mode", "nearest") switch
    {
        "nearest" => ResizeMode.Nearest,
        "linear" or "bilinear" => ResizeMode.Bilinear,
        "cubic" or "bicubic" => ResizeMode.Bicubic,
        var other => throw call.Bad($"has the unknown mode '{other}'"),
    };

    static ResizeCoordinates Coordinates(OnnxCall call) => call.Text("coordinate_transformation_mode", "half_pixel") switch
    {
        "half_pixel" => ResizeCoordinates.HalfPixel,
        "half_pixel_symmetric" => ResizeCoordinates.HalfPixelSymmetric,
        "pytorch_half_pixel" => ResizeCoordinates.HalfPixelOrZero,
        "tf_half_pixel_for_nn" => ResizeCoordinates.HalfPixelOfCorner,
        "align_corners" => ResizeCoordinates.AlignCorners,
        "asymmetric" => ResizeCoordinates.Asymmetric,
        "tf_crop_and_resize" => ResizeCoordinates.Crop,
        var other => throw call.Bad($"has the unknown coordinate_transformation_mode '{other}'"),
    };

    static Change[] Scaled(OnnxCall call, int[] axes, double[] scales)
    {
        if (scales.Length != axes.Length) throw call.Bad($"has {scales.Length} scales for {axes.Length} axes");
        return [.. axes.Select((axis, i) => Scaled(call, axis, scales[i], size => Math.Floor(size)))];
    }

    static Change Scaled(OnnxCall call, int axis, double scale, Func<double, double> round)
    {
        int input = call.X.Shape[axis], size = call.Narrow((long)round(input * scale));
        if (!(scale > 0) || size < 1) throw call.Bad($"has the scale {scale} for an axis of {input}");
        // A file's scale has the digits of single precision: a quotient of sizes that it was rounded from is meant itself.
        double quotient = (double)size / input;
        return new(axis, size, Math.Abs(scale - quotient) <= 1e-6 * quotient ? null : scale, 0, 1);
    }

    static Change[] Sized(OnnxCall call, int[] axes, long[] sizes)
    {
        if (sizes.Length != axes.Length) throw call.Bad($"has {sizes.Length} sizes for {axes.Length} axes");
        IEnumerable<double> scales = axes.Select((axis, i) => (double)sizes[i] / call.X.Shape[axis]);
        double? common = call.Text("keep_aspect_ratio_policy", "stretch") switch
        {
            "stretch" => null,
            "not_larger" => scales.Min(),
            "not_smaller" => scales.Max(),
            var other => throw call.Bad($"has the unknown keep_aspect_ratio_policy '{other}'"),
        };
        return [.. axes.Select((axis, i) => common is { } scale ? Scaled(call, axis, scale, size => Math.Floor(size + 0.5)) : new Change(axis, call.Narrow(sizes[i]), null, 0, 1))];
    }

    /// <summary>
    /// Axis after axis; two that lie one behind the other in memory, as rows and columns mostly do, at once. Each is moved nowhere: what lies before and behind is a batch and channels.
    /// </summary>
    static OnnxValue Resized(OnnxValue x, Change[] changes, Resampling how)
    {
        Change[] left = [.. changes.Where(change => change.Size != x.Shape[change.Axis] || change.Scale is not null || (how.Coordinates == ResizeCoordinates.Crop && change is not { From: 0, To: 1 })).OrderBy(change => x.Place(change.Axis))];
        Tensor y = x.Tensor;
        for (int i = 0; i < left.Length; i++)
        {
            int place = x.Place(left[i].Axis);
            bool isPair = i + 1 < left.Length && x.Place(left[i + 1].Axis) == place + 1;
            Change rows = left[i], columns = isPair ? left[++i] : new(-1, 1, null, 0, 1);
            int behind = place + (isPair ? 2 : 1);
            Shape before = y.Shape, map = [Product(before.Sizes[..place]), before[place], isPair ? before[place + 1] : 1, Product(before.Sizes[behind..])];
            Resampling own = how with
            {
                Scale = rows.Scale is null && columns.Scale is null ? null : (rows.Scale ?? (double)rows.Size / map[1], columns.Scale ?? (double)columns.Size / map[2]), From = (rows.From, columns.From), To = (rows.To, columns.To),
            };
            Tensor resized = y.Reshape(map).Resize2d(rows.Size, columns.Size, own);
            y = resized.Reshape([.. before.Sizes[..place], rows.Size, .. isPair ? (ReadOnlySpan<int>)[columns.Size] : [], .. before.Sizes[behind..]]);
        }
        return x.With(y);
    }

    static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes) product = checked(product * size);
        return product;
    }

    static OnnxValue GridSample(OnnxCall call)
    {
        if (call.X.Rank != 4) throw call.Unsupported($"an input {call.X.Shape}, where images are needed");
        GridBorder border = call.Text("padding_mode", "zeros") switch
        {
            "zeros" => GridBorder.Zeros,
            "border" => GridBorder.Edge,
            "reflection" => GridBorder.Reflect,
            var other => throw call.Bad($"has the unknown padding_mode '{other}'"),
        };
        ResizeMode mode = call.Has("mode") ? Mode(call) : ResizeMode.Bilinear;
        return new OnnxValue(call.X.ChannelsLast.GridSample(call[1].Logical, mode, border, call.Flag("align_corners")), call.X.Type, OnnxValue.ChannelsLastOrder(4));
    }

    /// <summary>The grid (N, H, W, 2) of the positions to which affine maps (N, 2, 3) take the pixels of images.</summary>
    static OnnxValue AffineGrid(OnnxCall call)
    {
        int[] size = call.Narrow(call.Integers(1));
        if (size.Length != 4 || call.X.Rank != 3) throw call.Unsupported($"maps {call.X.Shape} for images of {size.Length} axes, where there are 4");
        bool alignCorners = call.Flag("align_corners");
        (int height, int width) = (size[2], size[3]);
        Tensor x = Positions(width).Reshape(1, width).BroadcastTo([height, width]), y = Positions(height).Reshape(height, 1).BroadcastTo([height, width]);
        Tensor pixels = Tensor.Stack(-1, x, y, Tensor.Ones([height, width])).Reshape(height * width, 3);
        return new OnnxValue(pixels.MatMul(call.X.Logical, transposeB: true).Reshape(call.X.Shape[0], height, width, 2), call.X.Type);

        Tensor Positions(int count) => alignCorners && count > 1 ? Tensor.Arange(count, -1, 2.0 / (count - 1)) : alignCorners ? Tensor.Full([1], -1) : Tensor.Arange(count, 1.0 / count - 1, 2.0 / count);
    }
}
