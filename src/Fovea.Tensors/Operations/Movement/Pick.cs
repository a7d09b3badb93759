using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>What stands at some places of a tensor: y[i...] = x[place(i), ...]. Operands are the data and the indices, which have no gradient. The adjoint of <see cref="PutOp"/> onto zeros.</summary>
internal sealed record PickOp(Places Places) : Operation, IReferenceOperation, ICpuOperation
{
    internal override bool MayFail => true;

    public override string Name => Places is ElementPlaces ? "GatherElements" : "GatherPoints";

    internal override Shape Infer(ReadOnlySpan<Shape> x) => Places.Taken(Name, x[0], x[1]);

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy) => [Tensor.Apply(new PutOp(Places, ScatterMode.Add), Tensor.Zeros(x[0].Shape), x[1], dy), null];

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        long run = Places.Run(x[0].Shape, x[1].Shape);
        long[] offsets = new long[run == 0 ? 0 : y.Shape.Count / run];
        Places.Read<double>(Name, x[0].Shape, x[1].Shape, x[1].Data, offsets);
        for (long i = 0; i < offsets.Length; i++)
            for (long j = 0; j < run; j++) y[i * run + j] = x[0][offsets[i] + j];
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (string name, Places places, Shape data, Shape indices) = (Name, Places, site.Inputs[0], site.Inputs[1]);
        int run = checked((int)places.Run(data, indices)), count = checked((int)(site.Output.Count / run));
        site.ScratchBytes = count * (long)sizeof(long);
        return (x, y, scratch) =>
        {
            places.Read(name, data, indices, new ReadOnlySpan<float>(x[1], (int)indices.Count), new Span<long>(scratch, count));
            PickWork work = new() { X = x[0], Y = y, Offsets = (long*)scratch, Count = count, Run = run };
            Workers.Run(work.Chunks, ref work);
        };
    }

    unsafe struct PickWork : Workers.IWork
    {
        const int ElementsPerChunk = 1 << 15;

        public float* X, Y;
        public long* Offsets;
        public int Count, Run;

        public readonly int Chunks => (Count + PerChunk - 1) / PerChunk;

        readonly int PerChunk => Math.Max(1, ElementsPerChunk / Run);

        readonly void Workers.IWork.Run(int chunk)
        {
            int end = Math.Min(Count, (chunk + 1) * PerChunk);
            for (int i = chunk * PerChunk; i < end; i++)
                if (Run == 1) Y[i] = X[Offsets[i]];
                else new ReadOnlySpan<float>(X + Offsets[i], Run).CopyTo(new Span<float>(Y + (long)i * Run, Run));
        }
    }
}
