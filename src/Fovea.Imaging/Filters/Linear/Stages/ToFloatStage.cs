using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The samples as floats, value for value.</summary>
internal sealed unsafe class ToFloatStage<T>(ImageKind input) : RowStage(input, default, Border.Reflect) where T : unmanaged, INumber<T>
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = PixelDepth.Float32 };

    public override void Run(byte** rows, byte** results, int count, byte* state) =>
        SampleConversion.ToSingle(new ReadOnlySpan<T>(rows[0], Input.RowSamples), new Span<float>(results[0], Input.RowSamples));
}
