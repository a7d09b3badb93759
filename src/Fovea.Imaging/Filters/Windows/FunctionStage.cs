using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Any operation over the neighbours of a pixel, sample by sample.</summary>
/// <typeparam name="T">The input's samples.</typeparam>
/// <typeparam name="TResult">The result's samples: rounded half to even and saturated where they are whole numbers.</typeparam>
internal sealed unsafe class FunctionStage<T, TResult>(ImageKind input, Adjacency adjacency, Border border, WindowFunction function) : GatherStage<T>(input, adjacency, border)
    where T : unmanaged, INumber<T>, IMinMaxValue<T> where TResult : unmanaged, INumber<TResult>, IMinMaxValue<TResult>
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = Image<TResult>.SampleDepth };

    public override long StateBytes => (long)Count * (sizeof(double) + sizeof(T*));

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        Span<double> neighbours = new(state, Count);
        T** places = (T**)(state + Count * sizeof(double));
        for (int i = 0; i < Count; i++) places[i] = Neighbours(rows, i);
        TResult* result = (TResult*)results[0];
        for (int s = 0; s < Output.RowSamples; s++)
        {
            for (int i = 0; i < neighbours.Length; i++) neighbours[i] = double.CreateTruncating(places[i][s]);
            double value = function(neighbours);
            result[s] = TResult.CreateSaturating(typeof(TResult) == typeof(float) ? value : Math.Round(value));
        }
    }
}
