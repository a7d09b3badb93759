using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fovea.Compute;

/// <summary>
/// Memory for kernels: uninitialised, 64-byte aligned, never moved, as large as the machine allows, and owned by the garbage collector, so nobody disposes it.
/// The pointers are valid as long as the buffer itself is reachable; keep it alive (a field, <see cref="GC.KeepAlive"/>) while kernels use them.
/// </summary>
public sealed unsafe class AlignedBuffer
{
    /// <summary>The alignment in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    // Small blocks are arrays, which cost no finaliser. Large ones come from the operating system: an array has less than 2 GiB, and the collector does not hand
    // the memory of a dead one back for a while.
    private const long LargestArray = 256L << 20;

    private object? owner;

    /// <summary>Takes <paramref name="bytes"/> bytes; their content is undefined.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="FoveaException">There is not so much memory.</exception>
    public AlignedBuffer(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        // Asked for more than it has, the operating system may promise it all the same, and end the process when it is used.
        if (bytes > LargestArray && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is var available && bytes > available)
            throw new FoveaException($"{GiB(bytes)} are needed in one block, this process may use {GiB(available)}", "use smaller batches or images");
        try
        {
            Take(bytes);
        }
        catch (OutOfMemoryException)
        {
            // Blocks that nobody holds any more may only be waiting for their finaliser.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            try
            {
                Take(bytes);
            }
            catch (OutOfMemoryException exhausted)
            {
                throw new FoveaException($"{GiB(bytes)} are needed in one block, there is not so much memory left", "use smaller batches or images", exhausted);
            }
        }
        Bytes = bytes;
    }

    /// <summary>The first byte, a multiple of <see cref="Alignment"/>.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>The same address as floats.</summary>
    public float* Floats => (float*)Pointer;

    /// <summary>The size that was asked for, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Sets every byte to zero.</summary>
    public void Clear()
    {
        NativeMemory.Clear(Pointer, (nuint)Bytes);
        GC.KeepAlive(this);
    }

    /// <summary>Gives the memory back at once, for an owner who knows that nobody else uses it; otherwise the collector does so in its time.</summary>
    public void Release()
    {
        (owner as NativeBlock)?.Free();
        Pointer = null;
        owner = null;
    }

    private void Take(long bytes)
    {
        if (bytes <= LargestArray)
        {
            byte[] array = GC.AllocateUninitializedArray<byte>((int)bytes + Alignment, pinned: true);
            nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
            Pointer = (byte*)((address + (Alignment - 1)) & ~(nuint)(Alignment - 1));
            owner = array;
        }
        else
        {
            NativeBlock block = new(bytes);
            Pointer = block.Pointer;
            owner = block;
        }
        LargePages.Ask(Pointer, bytes);
    }

    private static string GiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):f1} GiB");

    /// <summary>
    /// A block from the operating system. The collector is told of it, so that it does not wait for as much garbage of its own; it may still put that off, but not when
    /// blocks would come to take most of the memory.
    /// </summary>
    private sealed class NativeBlock
    {
        private static long all;

        private readonly long bytes;

        public NativeBlock(long bytes)
        {
            if (Volatile.Read(ref all) + bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            this.bytes = bytes;
            Interlocked.Add(ref all, bytes);
            GC.AddMemoryPressure(bytes);
        }

        ~NativeBlock() => Free();

        public byte* Pointer { get; private set; }

        public void Free()
        {
            GC.SuppressFinalize(this);
            if (Pointer == null) return;
            NativeMemory.AlignedFree(Pointer);
            Pointer = null;
            Interlocked.Add(ref all, -bytes);
            GC.RemoveMemoryPressure(bytes);
        }
    }
}
