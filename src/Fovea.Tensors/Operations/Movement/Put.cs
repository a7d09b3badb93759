using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

/// <summary>What happens where an update meets what stands at its place.</summary>
public enum ScatterMode
{
    /// <summary>The update takes its place; of several for one place, the last.</summary>
    Replace,

    /// <summary>They are added.</summary>
    Add,

    /// <summary>They are multiplied.</summary>
    Multiply,

    /// <summary>The larger one stays; NaN where either is.</summary>
    Maximum,

    /// <summary>The smaller one stays; NaN where either is.</summary>
    Minimum,
}

/// <summary>
/// The data with updates at some places, one after the other: y[place(i), ...] = y[place(i), ...] (mode) updates[i, ...]. Operands are the data, the indices, which have no
/// gradient, and the updates.
/// </summary>
internal sealed record PutOp(Places Places, ScatterMode Mode) : Operation, IReferenceOperation, ICpuOperation
{
    internal override bool MayFail => true;

    public override string Name => Places is ElementPlaces ? "ScatterElements" : "ScatterPoints";

    internal override Shape Infer(ReadOnlySpan<Shape> x)
    {
        Shape taken = Places.Taken(Name, x[0], x[1]);
        return x[2] == taken ? x[0] : throw new ShapeException(Name, $"the updates for these indices have the shape {taken}", [("data", x[0], ""), ("indices", x[1], ""), ("updates", x[2], "")]);
    }

    internal override Tensor?[] Gradient(Tensor[] x, Tensor y, Tensor dy)
    {
        (Tensor data, Tensor indices, Tensor updates) = (x[0], x[1], x[2]);
        Tensor Picked(Tensor from) => Tensor.Apply(new PickOp(Places), from, indices);
        switch (Mode)
        {
            case ScatterMode.Add:
                return [dy, null, Picked(dy)];
            case ScatterMode.Replace:
                return [Tensor.Apply(this, dy, indices, Tensor.Zeros(updates.Shape)), null, Picked(dy)];
            case ScatterMode.Multiply:
                return [dy * Tensor.Apply(this, Tensor.Ones(data.Shape), indices, updates), null, Picked(dy * y) / updates];
            default:
                // As everywhere, what is equal to the extreme shares its gradient.
                Tensor stays = data.EqualTo(y), wins = updates.EqualTo(Picked(y));
                Tensor share = dy / Tensor.Apply(new PutOp(Places, ScatterMode.Add), stays, indices, wins);
                return [stays * share, null, wins * Picked(share)];
        }
    }

    public void Reference(ReferenceArray[] x, ReferenceArray y)
    {
        x[0].Data.CopyTo(y.Data, 0);
        long run = Places.Run(x[0].Shape, x[1].Shape);
        long[] offsets = new long[run == 0 ? 0 : x[2].Shape.Count / run];
        Places.Read<double>(Name, x[0].Shape, x[1].Shape, x[1].Data, offsets);
        for (long i = 0; i < offsets.Length; i++)
            for (long j = 0; j < run; j++)
            {
                ref double target = ref y[offsets[i] + j];
                double update = x[2][i * run + j];
                target = Mode switch
                {
                    ScatterMode.Replace => update,
                    ScatterMode.Add => target + update,
                    ScatterMode.Multiply => target * update,
                    ScatterMode.Maximum => Math.Max(target, update),
                    _ => Math.Min(target, update),
                };
            }
    }

    public unsafe CpuKernel Cpu(CpuSite site)
    {
        (string name, Places places, ScatterMode mode, Shape data, Shape indices) = (Name, Places, Mode, site.Inputs[0], site.Inputs[1]);
        int run = checked((int)places.Run(data, indices)), count = run == 0 ? 0 : checked((int)(site.Inputs[2].Count / run));
        int[] sizes = [checked((int)data.Count)];
        long[] strides = [1];
        site.ScratchBytes = count * (long)sizeof(long);
        return (x, y, scratch) =>
        {
            places.Read(name, data, indices, new ReadOnlySpan<float>(x[1], (int)indices.Count), new Span<long>(scratch, count));
            StridedCopy.Run(sizes, strides, strides, x[0], y);
            PutWork work = new() { Updates = x[2], Y = y, Offsets = (long*)scratch, Count = count, Run = run, Mode = mode };
            Workers.Run(work.Chunks, ref work);
        };
    }

    /// <summary>A chunk owns a block of columns of every run, so no two change the same element, and updates of one place always come in order.</summary>
    unsafe struct PutWork : Workers.IWork
    {
        const int ColumnsPerChunk = 256;

        public float* Updates, Y;
        public long* Offsets;
        public int Count, Run;
        public ScatterMode Mode;

        public readonly int Chunks => (Run + ColumnsPerChunk - 1) / ColumnsPerChunk;

        readonly void Workers.IWork.Run(int chunk)
        {
            int column = chunk * ColumnsPerChunk, columns = Math.Min(ColumnsPerChunk, Run - column);
            for (int i = 0; i < Count; i++)
            {
                ReadOnlySpan<float> update = new(Updates + (long)i * Run + column, columns);
                Span<float> target = new(Y + Offsets[i] + column, columns);
                switch (Mode)
                {
                    case ScatterMode.Replace: update.CopyTo(target); break;
                    case ScatterMode.Add: TensorPrimitives.Add(target, update, target); break;
                    case ScatterMode.Multiply: TensorPrimitives.Multiply(target, update, target); break;
                    case ScatterMode.Maximum: TensorPrimitives.Max(target, update, target); break;
                    default: TensorPrimitives.Min(target, update, target); break;
                }
            }
        }
    }
}
