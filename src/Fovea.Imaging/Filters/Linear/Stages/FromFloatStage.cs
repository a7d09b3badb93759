using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Floats as samples: integers are rounded to the nearest, halves to even, and saturated.</summary>
internal sealed unsafe class FromFloatStage<T>(ImageKind input) : RowStage(input, default, Border.Reflect) where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = typeof(T) == typeof(byte) ? PixelDepth.UInt8 : PixelDepth.UInt16 };

    public override void Run(byte** rows, byte** results, int count, byte* state) => SampleStore.Store<T>((float*)rows[0], 1, results[0], Input.RowSamples);
}
