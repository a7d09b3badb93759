using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Keeps samples that no other in the 3 x 3 window is larger than.</summary>
internal sealed unsafe class WindowMaximaStage<T>(ImageKind input, Border border) : RowStage(input, RowWindow.Centred(3, 3), border) where T : unmanaged, INumber<T>
{
    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        int step = Input.Channels, wide = Output.RowSamples, before = Border.Kind == BorderKind.Valid ? 0 : step, x = 0;
        T* above = (T*)rows[0] - before, here = (T*)rows[1] - before, below = (T*)rows[2] - before, result = (T*)results[0];
        for (; x <= wide - Vector<T>.Count; x += Vector<T>.Count)
        {
            Vector<T> middle = Vector.Load(here + x + step);
            Vector<T> largest = Vector.Max(Largest(above + x, step), Vector.Max(Largest(here + x, step), Largest(below + x, step)));
            Vector.ConditionalSelect(Vector.Equals(middle, largest), middle, Vector<T>.Zero).Store(result + x);
        }
        for (; x < wide; x++)
        {
            T middle = here[x + step], largest = middle;
            for (int u = 0; u <= 2 * step; u += step) largest = T.Max(largest, T.Max(above[x + u], T.Max(here[x + u], below[x + u])));
            result[x] = middle == largest ? middle : T.Zero;
        }
    }

    private static Vector<T> Largest(T* row, int step) => Vector.Max(Vector.Load(row), Vector.Max(Vector.Load(row + step), Vector.Load(row + 2 * step)));
}
