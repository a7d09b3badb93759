using System.Runtime.InteropServices;
using Fovea.Tensors;

namespace Fovea.Onnx.Export;

/// <summary>The values of a tensor as the bytes of an initialiser, computed when they are asked for and not kept: writing a network needs no second copy of it.</summary>
sealed class TensorBytes(long[] dims, Func<Tensor> values) : OnnxData
{
    public override long ByteLength => dims.Aggregate((long)sizeof(float), (count, size) => checked(count * size));

    public override void Read(long offset, Span<byte> destination) =>
        MemoryMarshal.AsBytes(values().ToArray().AsSpan()).Slice(checked((int)offset), destination.Length).CopyTo(destination);

    public override void WriteTo(Stream stream)
    {
        float[] numbers = values().ToArray();
        // In pieces, as an array of more than 2 GB of bytes could not be seen as one span.
        const int Piece = 1 << 20;
        for (int at = 0; at < numbers.Length; at += Piece) stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan(at, Math.Min(Piece, numbers.Length - at))));
    }
}
