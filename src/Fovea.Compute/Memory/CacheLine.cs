using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Compute;

/// <summary>Asks for cache lines before they are needed, at any address; nothing where the machine has no such instruction.</summary>
internal static unsafe class CacheLine
{
    /// <summary>Floats of a line.</summary>
    public const int Floats = 16;

    /// <summary>Into the first-level cache: what is used within the next microseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near(float* p)
    {
        if (Sse.IsSupported) Sse.Prefetch0(p);
    }

    /// <summary>Into the second-level cache: what would push out of the first one what is in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Far(float* p)
    {
        if (Sse.IsSupported) Sse.Prefetch1(p);
    }
}
