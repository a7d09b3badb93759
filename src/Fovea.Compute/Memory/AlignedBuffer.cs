namespace Fovea.Compute;

/// <summary>
/// Memory for kernels: uninitialised, 64-byte aligned, never moved, and owned by the garbage collector, so nobody disposes it.
/// The pointers are valid as long as the buffer itself is reachable; keep it alive (a field, <see cref="GC.KeepAlive"/>) while kernels use them.
/// </summary>
public sealed unsafe class AlignedBuffer
{
    /// <summary>The alignment in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    private readonly byte[] storage;

    /// <summary>Takes <paramref name="bytes"/> bytes; their content is undefined.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="FoveaException">The size is larger than one array can hold (just under 2 GiB).</exception>
    public AlignedBuffer(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > Array.MaxLength - Alignment)
            throw new FoveaException($"{bytes / (1024.0 * 1024 * 1024):f1} GiB are needed in one block, more than the 2 GiB that one can have", "use smaller batches or images");
        storage = GC.AllocateUninitializedArray<byte>((int)bytes + Alignment, pinned: true);
        nuint address = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(storage));
        Pointer = (byte*)((address + (Alignment - 1)) & ~(nuint)(Alignment - 1));
        Bytes = bytes;
    }

    /// <summary>The first byte, a multiple of <see cref="Alignment"/>.</summary>
    public byte* Pointer { get; }

    /// <summary>The same address as floats.</summary>
    public float* Floats => (float*)Pointer;

    /// <summary>The size that was asked for, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Sets every byte to zero.</summary>
    public void Clear() => System.Runtime.InteropServices.NativeMemory.Clear(Pointer, (nuint)Bytes);
}
