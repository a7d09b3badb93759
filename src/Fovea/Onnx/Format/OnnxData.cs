using Fovea.Weights;

namespace Fovea.Onnx;

/// <summary>The bytes of a tensor, little-endian and row-major: in memory, at a place in a file, or made when they are written.</summary>
public abstract class OnnxData
{
    const int ChunkBytes = 1 << 16;

    /// <summary>How many bytes there are.</summary>
    public abstract long ByteLength { get; }

    /// <summary>Reads the bytes from <paramref name="offset"/> on into a span, all of it.</summary>
    /// <exception cref="BadFileException">They lie in a file that was cut or cannot be read any more.</exception>
    public abstract void Read(long offset, Span<byte> destination);

    /// <summary>Writes all bytes, a piece at a time.</summary>
    public virtual void WriteTo(Stream stream)
    {
        byte[] chunk = new byte[(int)Math.Min(ChunkBytes, ByteLength)];
        for (long at = 0; at < ByteLength;)
        {
            Span<byte> piece = chunk.AsSpan(0, (int)Math.Min(chunk.Length, ByteLength - at));
            Read(at, piece);
            stream.Write(piece);
            at += piece.Length;
        }
    }

    /// <summary>Bytes in memory.</summary>
    public static OnnxData Of(ReadOnlyMemory<byte> bytes) => new InMemory(bytes);

    /// <summary>At a place in an open file, which must not be closed before the data are read.</summary>
    internal static OnnxData At(MappedFile file, long offset, long length) => new InFile(file, offset, length);

    sealed class InMemory(ReadOnlyMemory<byte> bytes) : OnnxData
    {
        public override long ByteLength => bytes.Length;

        public override void Read(long offset, Span<byte> destination) => bytes.Span.Slice(checked((int)offset), destination.Length).CopyTo(destination);
    }

    sealed class InFile(MappedFile file, long start, long length) : OnnxData
    {
        public override long ByteLength => length;

        public override void Read(long offset, Span<byte> destination)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + destination.Length, length, nameof(offset));
            file.Read(destination, start + offset);
        }
    }
}
