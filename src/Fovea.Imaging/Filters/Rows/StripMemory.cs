using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>Memory for strips of rows. A few blocks are handed on from strip to strip: what the system's allocator keeps of blocks of changing sizes comes to tens of megabytes.</summary>
internal static unsafe class StripMemory
{
    private const int Alignment = 64, MostKept = 4;

    private static readonly Lock Gate = new();
    private static readonly List<nint> Kept = [];

    /// <summary>At least so many bytes, aligned, content undefined.</summary>
    public static byte* Take(long bytes)
    {
        lock (Gate)
            for (int i = Kept.Count - 1; i >= 0; i--)
                if (*(long*)Kept[i] is var size && size >= bytes && size <= 2 * bytes)
                {
                    byte* kept = (byte*)Kept[i];
                    Kept.RemoveAt(i);
                    return kept + Alignment;
                }
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + Alignment), Alignment);
        *(long*)memory = bytes; // its size stands before the block
        return memory + Alignment;
    }

    /// <summary>Takes a block back; null is none.</summary>
    public static void Give(byte* block)
    {
        if (block is null) return;
        nint last = (nint)(block - Alignment);
        lock (Gate)
        {
            Kept.Add(last);
            if (Kept.Count <= MostKept) return;
            last = Kept[0];
            Kept.RemoveAt(0);
        }
        NativeMemory.AlignedFree((void*)last);
    }
}
