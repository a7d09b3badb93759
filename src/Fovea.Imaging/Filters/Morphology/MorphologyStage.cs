using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The largest or the smallest of the pixels that a structuring element covers.</summary>
internal sealed unsafe class MorphologyStage<K> : OrderStage<K> where K : unmanaged, INumber<K>, IMinMaxValue<K>
{
    private readonly ExtremeKernel<K> kernel;

    /// <summary>The step for an element.</summary>
    /// <param name="input">What comes in.</param>
    /// <param name="rows">The element.</param>
    /// <param name="largest">Whether the largest is wanted.</param>
    /// <param name="border">What is seen beyond the edge; nothing, where it is null: only pixels of the image count.</param>
    public MorphologyStage(ImageKind input, ElementRows rows, bool largest, Border? border)
        : base(input, rows.Window, border ?? Border.Zero, border is null ? (largest ? SampleKeys.Lowest<K>() : SampleKeys.Highest<K>()) : null) =>
        kernel = new(rows, largest, input.Channels);

    public override int RowsAtOnce => kernel.RowsAtOnce;

    public override long StateBytes => kernel.Bytes;

    public override void Run(byte** rows, byte** results, int count, byte* state) =>
        kernel.Run((K**)rows, FirstSample, (K**)results, Output.RowSamples, count, (K*)state, GivesSamples);
}
