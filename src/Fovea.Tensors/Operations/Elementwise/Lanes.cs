using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fovea.Tensors;

/// <summary>A function of one value, on a vector of lanes; the same function serves every vector width.</summary>
internal interface ILanes1
{
    static abstract Vector<float> Value(Vector<float> x);
}

/// <summary>A function of one value that has options, on a vector of lanes.</summary>
internal interface ILaneFunction
{
    Vector<float> Value(Vector<float> x);
}

/// <summary>A function of two values, on vectors of lanes.</summary>
internal interface ILanes2
{
    static abstract Vector<float> Value(Vector<float> a, Vector<float> b);
}

/// <summary>Applies a lane function along a run of elements. A remainder is computed on a padded vector, so an element's value never depends on its place.</summary>
internal static class Lanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T>(ReadOnlySpan<float> x, Span<float> y) where T : ILanes1
    {
        ref float source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
            T.Value(Vector.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        if (i == y.Length) return;
        Span<float> rest = stackalloc float[Vector<float>.Count];
        x[i..y.Length].CopyTo(rest);
        T.Value(new Vector<float>(rest)).CopyTo(rest);
        rest[..(y.Length - i)].CopyTo(y[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T>(T function, ReadOnlySpan<float> x, Span<float> y) where T : struct, ILaneFunction
    {
        ref float source = ref MemoryMarshal.GetReference(x), target = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
            function.Value(Vector.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        if (i == y.Length) return;
        Span<float> rest = stackalloc float[Vector<float>.Count];
        x[i..y.Length].CopyTo(rest);
        function.Value(new Vector<float>(rest)).CopyTo(rest);
        rest[..(y.Length - i)].CopyTo(y[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) where T : ILanes2
    {
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b), target = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
            T.Value(Vector.LoadUnsafe(ref left, (nuint)i), Vector.LoadUnsafe(ref right, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        if (i == y.Length) return;
        Span<float> restA = stackalloc float[Vector<float>.Count], restB = stackalloc float[Vector<float>.Count];
        a[i..y.Length].CopyTo(restA);
        b[i..y.Length].CopyTo(restB);
        T.Value(new Vector<float>(restA), new Vector<float>(restB)).CopyTo(restA);
        restA[..(y.Length - i)].CopyTo(y[i..]);
    }
}
