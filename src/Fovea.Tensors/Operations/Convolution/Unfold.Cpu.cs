using System.Numerics.Tensors;
using Fovea.Compute;

namespace Fovea.Tensors;

internal sealed partial record UnfoldOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        PatchRuns runs = new(Neighbourhood, site.Inputs[0]);
        return (x, y, scratch) =>
        {
            UnfoldWork work = new() { Runs = runs, Image = x[0], Patches = y };
            Workers.Run(runs.Batch * runs.OutHeight, ref work);
        };
    }

    /// <summary>A chunk is a row of patches.</summary>
    unsafe struct UnfoldWork : Workers.IWork
    {
        public PatchRuns Runs;
        public float* Image, Patches;

        public readonly void Run(int chunk)
        {
            (int n, int i) = Math.DivRem(chunk, Runs.OutHeight);
            int channels = Runs.Channels, patch = Runs.PatchLength;
            foreach (PatchRun run in Runs.All)
            {
                int row = i * Runs.StrideY + run.Row;
                bool outside = row < 0 || row >= Runs.Height;
                float* source = Image + ((long)n * Runs.Height + row) * Runs.Width * channels;
                float* target = Patches + (long)chunk * Runs.OutWidth * patch + run.At;
                for (int j = 0; j < Runs.OutWidth; j++, target += patch)
                {
                    (int skip, int inside) = outside ? (run.Length, 0) : Runs.Clip(run, j);
                    Span<float> all = new(target, run.Length * channels);
                    if (inside < run.Length) all.Clear();
                    if (inside > 0)
                        new ReadOnlySpan<float>(source + (long)(j * Runs.StrideX + run.Column + skip) * channels, inside * channels).CopyTo(all[(skip * channels)..]);
                }
            }
        }
    }
}

internal sealed partial record FoldOp : ICpuOperation
{
    public unsafe CpuKernel Cpu(CpuSite site)
    {
        PatchRuns runs = new(Neighbourhood, Image);
        return (x, y, scratch) =>
        {
            FoldWork work = new() { Runs = runs, Patches = x[0], Image = y };
            Workers.Run(runs.Batch * runs.Height, ref work);
        };
    }

    /// <summary>A chunk is a row of an image, to which it alone adds, always in the same order.</summary>
    unsafe struct FoldWork : Workers.IWork
    {
        public PatchRuns Runs;
        public float* Patches, Image;

        public readonly void Run(int chunk)
        {
            (int n, int row) = Math.DivRem(chunk, Runs.Height);
            int channels = Runs.Channels, patch = Runs.PatchLength;
            float* target = Image + (long)chunk * Runs.Width * channels;
            new Span<float>(target, Runs.Width * channels).Clear();
            foreach (PatchRun run in Runs.All)
            {
                (int i, int rest) = Math.DivRem(row - run.Row, Runs.StrideY);
                if (rest != 0 || i < 0 || i >= Runs.OutHeight) continue;
                float* source = Patches + ((long)n * Runs.OutHeight + i) * Runs.OutWidth * patch + run.At;
                for (int j = 0; j < Runs.OutWidth; j++, source += patch)
                {
                    (int skip, int inside) = Runs.Clip(run, j);
                    if (inside <= 0) continue;
                    Span<float> sum = new(target + (long)(j * Runs.StrideX + run.Column + skip) * channels, inside * channels);
                    TensorPrimitives.Add(sum, new ReadOnlySpan<float>(source + skip * channels, sum.Length), sum);
                }
            }
        }
    }
}

/// <summary>Displacements side by side in one row: contiguous in the image and in the patch.</summary>
internal readonly record struct PatchRun(int Row, int Column, int Length, int At);

/// <summary>A patch as runs, with the sizes around it.</summary>
internal sealed class PatchRuns
{
    public PatchRuns(Neighbourhood neighbourhood, Shape image)
    {
        (Batch, Height, Width, Channels) = (image[0], image[1], image[2], image[3]);
        (OutHeight, OutWidth) = (neighbourhood.Output.Y, neighbourhood.Output.X);
        (StrideY, StrideX) = (neighbourhood.Stride.Y, neighbourhood.Stride.X);
        ReadOnlySpan<Pair> displacements = neighbourhood.Adjacency.Displacements;
        PatchLength = displacements.Length * Channels;
        List<PatchRun> runs = [];
        for (int k = 0; k < displacements.Length; k++)
        {
            (int y, int x) = displacements[k];
            if (runs.Count > 0 && runs[^1].Row == y && runs[^1].Column + runs[^1].Length == x) runs[^1] = runs[^1] with { Length = runs[^1].Length + 1 };
            else runs.Add(new PatchRun(y, x, 1, k * Channels));
        }
        All = [.. runs];
    }

    public int Batch { get; }

    public int Height { get; }

    public int Width { get; }

    public int Channels { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    public int StrideY { get; }

    public int StrideX { get; }

    /// <summary>Numbers of one patch.</summary>
    public int PatchLength { get; }

    public PatchRun[] All { get; }

    /// <summary>How many pixels of a run lie to the left of the image for the patch in column j, and how many inside it.</summary>
    public (int Skip, int Inside) Clip(PatchRun run, int j)
    {
        int first = j * StrideX + run.Column, skip = Math.Max(0, -first);
        return (skip, Math.Min(run.Length, Width - first) - skip);
    }
}
