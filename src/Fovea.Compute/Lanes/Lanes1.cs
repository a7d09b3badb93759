using System.Runtime.CompilerServices;

namespace Fovea.Compute;

/// <summary>One float: where the machine (or DOTNET_EnableHWIntrinsic=0) offers no vectors, their emulation would be far slower than this.</summary>
internal unsafe struct Lanes1 : ILanes<float>
{
    public static int Width => 1;
    public static int TileRows => 6;

    public static float Broadcast(float value) => value;
    public static float Count() => 0;
    public static float Permute(float v, float indices) => v;
    public static float Load(float* p) => *p;
    public static void Store(float* p, float v) => *p = v;
    public static float LoadFirst(float* p, int n) => *p;
    public static void StoreFirst(float* p, float v, int n) => *p = v;
    public static float Add(float a, float b) => a + b;
    public static float Subtract(float a, float b) => a - b;
    public static float Multiply(float a, float b) => a * b;
    public static float Divide(float a, float b) => a / b;
    public static float Fma(float a, float b, float c) => a * b + c;
    public static float Max(float a, float b) => MathF.Max(a, b);
    public static float Min(float a, float b) => MathF.Min(a, b);
    public static float AtLeast(float bound, float v) => v < bound ? bound : v;
    public static float AtMost(float bound, float v) => v > bound ? bound : v;
    public static float Exp(float v) => MathF.Exp(v);
    public static float Abs(float v) => MathF.Abs(v);
    public static float Greater(float a, float b) => Mask(a > b);
    public static float Equal(float a, float b) => Mask(a == b);
    public static float And(float a, float b) => BitConverter.Int32BitsToSingle(Bits(a) & Bits(b));
    public static float Or(float a, float b) => BitConverter.Int32BitsToSingle(Bits(a) | Bits(b));
    public static float Not(float a) => BitConverter.Int32BitsToSingle(~Bits(a));
    public static float Select(float mask, float a, float b) => Bits(mask) != 0 ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bits(float v) => BitConverter.SingleToInt32Bits(v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Mask(bool b) => BitConverter.Int32BitsToSingle(b ? -1 : 0);
}
