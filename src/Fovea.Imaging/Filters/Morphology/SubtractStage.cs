using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Subtracts its input from what the result's rows hold already; whole-number samples stop at 0.</summary>
internal sealed unsafe class SubtractStage(ImageKind input) : RowStage(input, default, Border.Replicate)
{
    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        switch (Input.Depth)
        {
            case PixelDepth.UInt8: Subtract(results[0], rows[0], Input.RowSamples); break;
            case PixelDepth.UInt16: Subtract((ushort*)results[0], (ushort*)rows[0], Input.RowSamples); break;
            default: Subtract((float*)results[0], (float*)rows[0], Input.RowSamples); break;
        }
    }

    private static void Subtract<T>(T* result, T* row, int count) where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count) Vector.Store(Vector.SubtractSaturate(Vector.Load(result + i), Vector.Load(row + i)), result + i);
        for (; i < count; i++) result[i] = typeof(T) == typeof(float) || result[i] > row[i] ? result[i] - row[i] : T.Zero;
    }
}
