using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>Roots of positive floats to about 1e-7, relative: a first guess from the exponent's bits, then two steps of Halley's method, each of which triples the digits.</summary>
internal static class Roots
{
    /// <summary>The cube root; nothing sensible for 0 and below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Cube(Vector<float> x)
    {
        Vector<float> r = Guess(x, 1f / 3, 709955477);
        for (int i = 0; i < 2; i++)
        {
            Vector<float> cube = r * r * r;
            r += r * (x - cube) / (cube + cube + x); // as a correction, so that rounding touches its last digits only
        }
        return r;
    }

    /// <summary>The fifth root; nothing sensible for 0 and below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Fifth(Vector<float> x)
    {
        Vector<float> r = Guess(x, 0.2f, 851972572), two = new(2f), three = new(3f);
        for (int i = 0; i < 2; i++)
        {
            Vector<float> square = r * r, power = square * square * r;
            r += r * (x - power) / (three * power + two * x);
        }
        return r;
    }

    // A float's bits are near to its logarithm: divided by the root's degree, they are near to the root's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Guess(Vector<float> x, float share, int offset) =>
        Vector.AsVectorSingle(Vector.ConvertToInt32(Vector.ConvertToSingle(Vector.AsVectorInt32(x)) * share) + new Vector<int>(offset));
}
