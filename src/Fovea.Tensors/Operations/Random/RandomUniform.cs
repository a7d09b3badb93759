using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>
/// Numbers from 0 up to but not including 1, multiples of 2^-24: element i is a function of the key, the stream and i only. The key (4) holds 64 bits as
/// four whole numbers of 16 bits, lowest first, the stream (2) 32 bits likewise: as operands, so that another stream needs no other plan.
/// The same numbers on every backend, with any number of threads; no gradient.
/// </summary>
internal sealed record RandomUniformOp(Shape Shape) : Operation, IReferenceOperation, ICpuOperation
{
    // Elements a chunk of work; a multiple of the four that one block of the generator gives.
    const int ChunkElements = 1 << 13;

    /// <summary>The operand that stands for a stream.</summary>
    internal static Tensor Stream(int number) => Tensor.From([number & 0xFFFF, number >> 16 & 0xFFFF], [2]);

    /// <summary>The numbers of one stream of a key as it is.</summary>
    internal static Tensor Of(Shape shape, Tensor key, int stream) => Tensor.Apply(new RandomUniformOp(shape), key, Stream(stream));

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        if (!RandomKey.IsKey(x[0]))
            throw new ShapeException(Name, "a key is four whole numbers", [("key", x[0], ""), ("result", Shape, "")], "RandomKey.Of(seed, step) makes one");
        return Shape;
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [null, null];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        uint Pair(int operand, int i) => Piece((float)x[operand].Data[i]) | Piece((float)x[operand].Data[i + 1]) << 16;
        for (long i = 0; i < y.Data.LongLength; i++)
        {
            long block = i / 4;
            var (a, b, c, d) = Philox.Block((uint)block, (uint)(block >> 32), Pair(1, 0), 0, Pair(0, 0), Pair(0, 2));
            uint word = (i % 4) switch { 0 => a, 1 => b, 2 => c, _ => d };
            y.Data[i] = (word >> 8) / 16777216.0;
        }
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        long count = Shape.Count;
        int chunks = checked((int)((count + ChunkElements - 1) / ChunkElements));
        return (x, y, scratch) =>
        {
            float* key = x[0], stream = x[1];
            Work work = new()
            {
                Y = y, Count = count, Stream = Piece(stream[0]) | Piece(stream[1]) << 16, KeyA = Piece(key[0]) | Piece(key[1]) << 16, KeyB = Piece(key[2]) | Piece(key[3]) << 16,
            };
            Workers.Run(chunks, ref work);
        };
    }

    static uint Piece(float value) => (uint)value & 0xFFFF;

    unsafe struct Work : Workers.IWork
    {
        public float* Y;
        public long Count;
        public uint Stream, KeyA, KeyB;

        public readonly void Run(int chunk)
        {
            long begin = (long)chunk * ChunkElements, end = Math.Min(Count, begin + ChunkElements), i = begin;
            for (; i <= end - 4; i += 4) Write(i, Y + i);
            if (i == end) return;
            float* rest = stackalloc float[4];
            Write(i, rest);
            for (int k = 0; i + k < end; k++) Y[i + k] = rest[k];
        }

        readonly void Write(long i, float* y)
        {
            long block = i / 4;
            var (a, b, c, d) = Philox.Block((uint)block, (uint)(block >> 32), Stream, 0, KeyA, KeyB);
            y[0] = Uniform(a);
            y[1] = Uniform(b);
            y[2] = Uniform(c);
            y[3] = Uniform(d);
        }

        static float Uniform(uint word) => (int)(word >> 8) * (1f / (1 << 24));
    }
}

public partial class Tensor
{
    /// <summary>
    /// Random numbers from 0 up to but not including 1, multiples of 2^-24: the same on every backend and with any number of threads. No gradient.
    /// Every element is a function of the key and of its place, nothing else: two calls with one key give the same numbers, so derive a key for each
    /// (<see cref="RandomKey.Of"/>). A key that is a <see cref="Variable"/> is the state of a generator instead: every call draws other numbers and the
    /// variable moves on, inside of a <see cref="Function"/> at the end of every run, as if it was assigned; writing a key into it again gives the same numbers again.
    /// </summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="key">A key (4) from <see cref="RandomKey"/>, or a variable that holds one.</param>
    /// <exception cref="ShapeException">The key has not the shape (4).</exception>
    public static Tensor RandomUniform(Shape shape, Tensor key)
    {
        (Tensor own, int stream) = RandomKey.Draw(key);
        return RandomUniformOp.Of(shape, own, stream);
    }
}
