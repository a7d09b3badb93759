using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>Vectors of keys of one width: the operations that ordering needs, so that kernels are written once for all widths and depths.</summary>
internal unsafe interface IKeyLanes<K, V> where K : unmanaged where V : struct
{
    /// <summary>Keys in one vector.</summary>
    static abstract int Count { get; }

    static abstract V Load(K* p);
    static abstract void Store(K* p, V v);
    static abstract V Min(V a, V b);
    static abstract V Max(V a, V b);

    /// <summary>The samples of keys: floats for 32-bit keys, the keys themselves for others.</summary>
    static abstract V Decode(V keys);
}

/// <summary>512 bits.</summary>
internal readonly unsafe struct KeyLanes512<K> : IKeyLanes<K, Vector512<K>> where K : unmanaged
{
    public static int Count => Vector512<K>.Count;
    public static Vector512<K> Load(K* p) => Vector512.Load(p);
    public static void Store(K* p, Vector512<K> v) => Vector512.Store(v, p);
    public static Vector512<K> Min(Vector512<K> a, Vector512<K> b) => Vector512.Min(a, b);
    public static Vector512<K> Max(Vector512<K> a, Vector512<K> b) => Vector512.Max(a, b);

    public static Vector512<K> Decode(Vector512<K> keys)
    {
        if (typeof(K) != typeof(int)) return keys;
        Vector512<int> bits = keys.AsInt32() + Vector512.Create(SampleKeys.NegativeNaNs);
        return (bits ^ ((bits >> 31) & Vector512.Create(int.MaxValue))).As<int, K>();
    }
}

/// <summary>256 bits.</summary>
internal readonly unsafe struct KeyLanes256<K> : IKeyLanes<K, Vector256<K>> where K : unmanaged
{
    public static int Count => Vector256<K>.Count;
    public static Vector256<K> Load(K* p) => Vector256.Load(p);
    public static void Store(K* p, Vector256<K> v) => Vector256.Store(v, p);
    public static Vector256<K> Min(Vector256<K> a, Vector256<K> b) => Vector256.Min(a, b);
    public static Vector256<K> Max(Vector256<K> a, Vector256<K> b) => Vector256.Max(a, b);

    public static Vector256<K> Decode(Vector256<K> keys)
    {
        if (typeof(K) != typeof(int)) return keys;
        Vector256<int> bits = keys.AsInt32() + Vector256.Create(SampleKeys.NegativeNaNs);
        return (bits ^ ((bits >> 31) & Vector256.Create(int.MaxValue))).As<int, K>();
    }
}

/// <summary>128 bits, which the runtime emulates where the machine has no vectors.</summary>
internal readonly unsafe struct KeyLanes128<K> : IKeyLanes<K, Vector128<K>> where K : unmanaged
{
    public static int Count => Vector128<K>.Count;
    public static Vector128<K> Load(K* p) => Vector128.Load(p);
    public static void Store(K* p, Vector128<K> v) => Vector128.Store(v, p);
    public static Vector128<K> Min(Vector128<K> a, Vector128<K> b) => Vector128.Min(a, b);
    public static Vector128<K> Max(Vector128<K> a, Vector128<K> b) => Vector128.Max(a, b);

    public static Vector128<K> Decode(Vector128<K> keys)
    {
        if (typeof(K) != typeof(int)) return keys;
        Vector128<int> bits = keys.AsInt32() + Vector128.Create(SampleKeys.NegativeNaNs);
        return (bits ^ ((bits >> 31) & Vector128.Create(int.MaxValue))).As<int, K>();
    }
}
