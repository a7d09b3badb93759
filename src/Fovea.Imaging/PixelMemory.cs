using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// Memory for pixels. Writing to fresh memory costs more than most filters: the operating system clears it, page by page. So what a disposed image gives back is handed out again
/// to the next of the same size. It is held weakly: a full garbage collection takes what nobody has taken before.
/// </summary>
internal static class PixelMemory<T> where T : struct
{
    private const int MostArrays = 16;

    // Below this an array costs little, and small ones would drive the large out.
    private const int LeastBytes = 256 << 10;

    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<T[]>> Given = [];

    /// <summary>An array of so many samples, content undefined.</summary>
    public static unsafe T[] Take(int count)
    {
        lock (Gate)
            for (int i = Given.Count - 1; i >= 0; i--)
            {
                if (Given[i].TryGetTarget(out T[]? given) && given.Length != count) continue;
                Given.RemoveAt(i);
                if (given is not null) return given;
            }
        T[] fresh = GC.AllocateUninitializedArray<T>(count);
        // Large arrays are not moved, so the address stays.
        LargePages.Ask(Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(fresh)), fresh.LongLength * Unsafe.SizeOf<T>());
        return fresh;
    }

    /// <summary>Takes an array back that nobody uses any more.</summary>
    public static void Give(T[] array)
    {
        if (array.LongLength * Unsafe.SizeOf<T>() < LeastBytes) return;
        lock (Gate)
        {
            if (Given.Count == MostArrays) Given.RemoveAt(0);
            Given.Add(new WeakReference<T[]>(array));
        }
    }
}
