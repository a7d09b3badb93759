using System.Numerics;
using System.Numerics.Tensors;

namespace Fovea.Imaging;

/// <summary>
/// Sums of neighbours with weights, in double precision, a row for each displacement at a time: exact for whole numbers.
/// </summary>
/// <typeparam name="T">The input's samples.</typeparam>
/// <typeparam name="TResult">The result's samples: rounded half to even and saturated where they are whole numbers.</typeparam>
internal sealed unsafe class SumStage<T, TResult>(ImageKind input, Adjacency adjacency, Border border, double[]? weights, double divisor) : GatherStage<T>(input, adjacency, border)
    where T : unmanaged, INumber<T>, IMinMaxValue<T> where TResult : unmanaged, INumber<TResult>, IMinMaxValue<TResult>
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = Image<TResult>.SampleDepth };

    public override long StateBytes => 2L * Output.RowSamples * sizeof(double);

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        int samples = Output.RowSamples;
        Span<double> sum = new(state, samples), row = new((double*)state + samples, samples);
        sum.Clear();
        for (int i = 0; i < Count; i++)
        {
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<T>(Neighbours(rows, i), samples), row);
            if (weights is null) TensorPrimitives.Add(sum, row, sum);
            else TensorPrimitives.MultiplyAdd(row, weights[i], sum, sum);
        }
        if (divisor != 1) TensorPrimitives.Divide(sum, divisor, sum);
        if (typeof(TResult) != typeof(float)) TensorPrimitives.Round(sum, sum);
        TensorPrimitives.ConvertSaturating(sum, new Span<TResult>(results[0], samples));
    }
}
