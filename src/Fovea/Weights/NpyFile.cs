using System.Buffers;
using System.Runtime.InteropServices;
using Fovea.Tensors;

namespace Fovea.Weights;

/// <summary>
/// Arrays of numbers in NumPy's files (<c>.npy</c>), as numpy.save and numpy.load write and read them. A file knows nothing of channels: whether its axes are
/// (N, H, W, C) or (N, C, H, W) is for the caller to know.
/// </summary>
/// <remarks>The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1.0 to 3.0.</remarks>
public static class NpyFile
{
    const int ChunkElements = 1 << 14;

    /// <summary>
    /// Reads an array of truth values, integers or real numbers of any size and byte order, in row-major (C) or column-major (Fortran) order. Real numbers are
    /// rounded to the precision of the current backend, beyond its range to infinity.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>A tensor of given values, in the shape that the file says.</returns>
    /// <exception cref="BadFileException">
    /// There is no such file; it is no NumPy file, or one of other elements (texts, complex numbers, records, Python objects); it is shorter or longer than its header says;
    /// or an integer is so large that single precision, in which tensors compute, cannot hold it.
    /// </exception>
    public static Tensor Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = Open(path);
        try
        {
            NpyHeader header = NpyHeader.Read(path, stream);
            CheckLength(path, header, stream.Length);
            return header.Type == ElementType.F32 && !header.BigEndian && BitConverter.IsLittleEndian ? ReadInPlace(stream, header) : ReadConverted(path, stream, header);
        }
        catch (IOException e)
        {
            throw new BadFileException(path, $"cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Writes a tensor in row-major order, little-endian, whole or not at all; the same numbers give the same bytes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensor">What is written; computed first where that has not happened yet.</param>
    /// <param name="type">The type of the elements.</param>
    /// <exception cref="FoveaException">
    /// A number is none of the type (a fraction or too large for an integer, neither 0 nor 1 for a truth value), NumPy has no such type, or the file cannot be written.
    /// </exception>
    public static void Write(string path, Tensor tensor, ElementType type = ElementType.F32)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (NpyElements.CodeOf(type) is null) throw new FoveaException($"{path}: NumPy has no elements of type {type}", $"it has {string.Join(", ", NpyElements.Types)}");
        int size = type.Bits() / 8;
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values.AsSpan());
        AtomicFile.Write(path, stream =>
        {
            stream.Write(NpyHeader.Write(type, tensor.Shape));
            byte[] chunk = new byte[ChunkElements * size];
            for (int start = 0; start < values.Length; start += ChunkElements)
            {
                ReadOnlySpan<double> part = values.AsSpan(start, Math.Min(ChunkElements, values.Length - start));
                if (NpyElements.Encode(type, part, chunk) is >= 0 and var bad) throw new FoveaException($"{path}: element {start + bad} is {part[bad]}, which {type} does not hold", "write another type");
                stream.Write(chunk, 0, part.Length * size);
            }
        });
    }

    static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new BadFileException(path, "is a folder, not a NumPy file");
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"cannot be opened: {e.Message}";
            throw new BadFileException(path, reason, inner: e);
        }
        if (stream.CanSeek) return stream;
        stream.Dispose();
        throw new BadFileException(path, "is a pipe or a device, not a file");
    }

    static void CheckLength(string path, NpyHeader header, long length)
    {
        long there = length - header.DataStart;
        UInt128 needed = (UInt128)header.Shape.Count * (uint)header.Type.Bits() / 8;
        if (needed != (UInt128)there)
            throw new BadFileException(path, $"{header.Shape} elements of {NpyElements.CodeOf(header.Type)} take {needed} bytes, {there} follow the header", header.DataStart,
                needed > (UInt128)there ? "the file was cut: fetch or write it again" : "a file holds one array: save them one by one");
        if (header.Shape.Count > Array.MaxLength) throw new BadFileException(path, $"{header.Shape} has {header.Shape.Count} elements, at most {Array.MaxLength} are read", header.DataStart);
    }

    static Tensor ReadInPlace(FileStream stream, NpyHeader header)
    {
        float[] values = new float[header.Shape.Count];
        // Seen as bytes, more than 2^29 floats do not fit into one span.
        for (int start = 0; start < values.Length; start += 1 << 28)
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(1 << 28, values.Length - start))));
        return Tensor.From(header.FortranOrder ? RowMajor(values, header.Shape) : values, header.Shape);
    }

    static Tensor ReadConverted(string path, FileStream stream, NpyHeader header)
    {
        double[] values = new double[header.Shape.Count];
        int size = header.Type.Bits() / 8;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkElements * size);
        for (int start = 0; start < values.Length; start += ChunkElements)
        {
            Span<double> part = values.AsSpan(start, Math.Min(ChunkElements, values.Length - start));
            Span<byte> bytes = chunk.AsSpan(0, part.Length * size);
            stream.ReadExactly(bytes);
            if (header.BigEndian)
                for (int i = 0; i < bytes.Length; i += size) bytes.Slice(i, size).Reverse();
            if (NpyElements.Decode(header.Type, bytes, part) is >= 0 and var bad)
                throw new BadFileException(path, $"element {start + bad} is {part[bad]:f0}, a whole number that single precision cannot hold", header.DataStart + (start + (long)bad) * size,
                    "whole numbers are exact to 16777216");
        }
        ArrayPool<byte>.Shared.Return(chunk);
        return Tensor.From(header.FortranOrder ? RowMajor(values, header.Shape) : values, header.Shape);
    }

    /// <summary>The values of an array of this shape, given with the first dimension fastest, with the last one fastest.</summary>
    static T[] RowMajor<T>(T[] values, Shape shape)
    {
        T[] ordered = new T[values.Length];
        int[] index = new int[shape.Rank];
        int[] strides = new int[shape.Rank];
        for (int d = 0, stride = 1; d < shape.Rank; stride *= shape[d++]) strides[d] = stride;
        for (int at = 0, from = 0; at < ordered.Length; at++)
        {
            ordered[at] = values[from];
            for (int d = shape.Rank - 1; d >= 0; d--)
            {
                from += strides[d];
                if (++index[d] < shape[d]) break;
                from -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return ordered;
    }
}
