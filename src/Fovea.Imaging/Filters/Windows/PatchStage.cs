using System.Numerics;

namespace Fovea.Imaging;

/// <summary>Every pixel's patch as its channels.</summary>
internal sealed unsafe class PatchStage<T>(ImageKind input, Adjacency adjacency, Border border) : GatherStage<T>(input, adjacency, border) where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Channels = checked(sized.Channels * Count) };

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        int channels = Input.Channels, width = Output.Width, step = channels * Count;
        for (int i = 0; i < Count; i++)
        {
            T* from = Neighbours(rows, i), to = (T*)results[0] + i * channels;
            for (int x = 0; x < width; x++, from += channels, to += step)
                for (int c = 0; c < channels; c++) to[c] = from[c];
        }
    }
}
