using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Thresholding with hysteresis (row B5 of the course): 255 where a sample is above the upper threshold, or above the lower one and joined to such a sample over the eight
/// neighbours, directly or through others above the lower one; 0 elsewhere. Every channel by itself; the result's samples are bytes. It is the last step of <see cref="Canny"/>.
/// </summary>
/// <param name="Low">The lower threshold, in the samples' units.</param>
/// <param name="High">The upper threshold, in the samples' units.</param>
public sealed record Hysteresis(
    [Parameter("lower threshold, in the samples' units")] double Low,
    [Parameter("upper threshold, in the samples' units")] double High) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Hysteresis>("hysteresis", "gradients", "B5", "thresholding with two thresholds, where weak pixels stay beside strong ones; bytes",
        "hysteresis low=90 high=160");

    private protected override ImageKind Check(ImageKind input)
    {
        if (Low > High) throw Wrong($"low is {Low}, above high, {High}", "high finds edges, low follows them");
        return input with { Depth = PixelDepth.UInt8 };
    }

    internal override ImageRows Apply(ImageRows image) => Track(MadeRows.Chained(image, [image.Kind.Depth switch
    {
        PixelDepth.UInt8 => new ClassStage<byte>(image.Kind, Low, High),
        PixelDepth.UInt16 => new ClassStage<ushort>(image.Kind, Low, High),
        _ => new ClassStage<float>(image.Kind, Low, High),
    }]));

    /// <summary>The edges of pixels that are <see cref="EdgeTracking.Strong"/>, <see cref="EdgeTracking.Weak"/> or neither.</summary>
    internal static ImageRows Track(ImageRows classes) => PipelineRun.BytesOf(classes.Kind) <= PipelineRun.MostStored ? new FollowedEdges(classes) : new ConnectedEdges(classes);

    /// <summary>Edges that are followed in the memory of the result.</summary>
    private sealed unsafe class FollowedEdges(ImageRows classes) : ImageRows(classes.Kind)
    {
        public override void MakeAll(PixelRows target)
        {
            classes.MakeAll(target);
            EdgeTracking.Run(Kind, target.Row(0));
        }

        // Nobody asks for a few rows of so small an image.
        public override void Make(RowRange range, PixelRows target)
        {
            using Image whole = ToImage();
            using StoredRows rows = new(whole);
            rows.Make(range, target);
        }
    }

    private sealed unsafe class ClassStage<T>(ImageKind input, double low, double high) : RowStage(input, default, Border.Reflect) where T : unmanaged, INumber<T>
    {
        protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = PixelDepth.UInt8 };

        public override void Run(byte** rows, byte** results, int count, byte* state)
        {
            T* row = (T*)rows[0];
            byte* result = results[0];
            for (int x = 0; x < Input.RowSamples; x++)
            {
                double value = double.CreateTruncating(row[x]);
                result[x] = value > high ? EdgeTracking.Strong : value > low ? EdgeTracking.Weak : (byte)0;
            }
        }
    }
}
