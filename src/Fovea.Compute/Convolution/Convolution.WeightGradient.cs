using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    private const int PixelBlock = 128, MostColumns = 512, MostParts = 16;
    private const long MostPartBytes = 16 << 20;

    /// <summary>The scratch memory that <see cref="WeightGradient"/> needs, in bytes.</summary>
    public static long WeightGradientScratchBytes(in ConvolutionGeometry g)
    {
        WeightGradientPlan plan = new(g);
        return (plan.Parts > 1 ? plan.Parts * g.WeightSize * sizeof(float) : 0) + 2L * g.Taps * sizeof(int) + 64;
    }

    /// <summary>Computes dw, the gradient of the sum of y times dy by w, overwriting it.</summary>
    /// <param name="g">All sizes of the forward correlation.</param>
    /// <param name="x">The input (Batch, InHeight, InWidth, InChannels).</param>
    /// <param name="dy">The gradient by the output (Batch, OutHeight, OutWidth, OutChannels).</param>
    /// <param name="dw">The gradient by the kernel bank (OutChannels, KernelHeight, KernelWidth, InChannels / Groups).</param>
    /// <param name="scratch"><see cref="WeightGradientScratchBytes"/> bytes, 64-byte aligned.</param>
    public static void WeightGradient(in ConvolutionGeometry g, float* x, float* dy, float* dw, byte* scratch)
    {
        if (g.WeightSize == 0) return;
        int* tapY = (int*)scratch, tapX = tapY + g.Taps;
        for (int ky = 0, t = 0; ky < g.KernelHeight; ky++)
            for (int kx = 0; kx < g.KernelWidth; kx++, t++) (tapY[t], tapX[t]) = (ky * g.DilationY - g.PadTop, kx * g.DilationX - g.PadLeft);
        float* parts = (float*)(((nint)(tapX + g.Taps) + 63) & ~(nint)63);

        WeightGradientPlan plan = new(g);
        WeightGradientWork work = new() { Geometry = g, Plan = plan, X = x, Dy = dy, Parts = plan.Parts > 1 ? parts : dw, TapY = tapY, TapX = tapX };
        Workers.Run(plan.Parts * plan.ColumnBlocks * g.Groups, ref work);
        if (plan.Parts == 1) return;
        SumWork sum = new() { Parts = parts, Count = plan.Parts, Size = g.WeightSize, Y = dw };
        Workers.Run(sum.Chunks, ref sum);
    }

    /// <summary>The sum over output pixels is cut into parts, the columns (tap, input channel) into blocks.</summary>
    private readonly struct WeightGradientPlan
    {
        public readonly int Parts, ColumnBlocks, ColumnBlock;
        public readonly long PixelsPerPart;

        public WeightGradientPlan(in ConvolutionGeometry g)
        {
            ColumnBlocks = (g.KernelSize + MostColumns - 1) / MostColumns;
            ColumnBlock = ((g.KernelSize + ColumnBlocks - 1) / ColumnBlocks + Machine.TileColumns - 1) / Machine.TileColumns * Machine.TileColumns;
            ColumnBlocks = (g.KernelSize + ColumnBlock - 1) / ColumnBlock;
            long wanted = Math.Clamp(g.OutPixels * g.WeightSize / SmallestTask, 1, MostParts);
            wanted = Math.Max(1, wanted / ((long)ColumnBlocks * g.Groups));
            wanted = Math.Clamp(wanted, 1, Math.Max(1, MostPartBytes / (g.WeightSize * sizeof(float))));
            PixelsPerPart = Math.Max(1, ((g.OutPixels + wanted - 1) / wanted + PixelBlock - 1) / PixelBlock * PixelBlock);
            Parts = (int)Math.Max(1, (g.OutPixels + PixelsPerPart - 1) / PixelsPerPart);
        }
    }

    private struct WeightGradientWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public WeightGradientPlan Plan;
        public float* X, Dy, Parts;
        public int* TapY, TapX;

        public readonly void Run(int chunk)
        {
            if (Vector512.IsHardwareAccelerated) Run<Lanes512, Vector512<float>>(chunk);
            else if (Vector256.IsHardwareAccelerated) Run<Lanes256, Vector256<float>>(chunk);
            else if (Vector128.IsHardwareAccelerated) Run<Lanes128, Vector128<float>>(chunk);
            else Run<Lanes1, float>(chunk);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Run<L, V>(int chunk) where L : ILanes<V> where V : struct
        {
            int block = chunk % Plan.ColumnBlocks;
            chunk /= Plan.ColumnBlocks;
            int group = chunk % Geometry.Groups, part = chunk / Geometry.Groups;
            int outputs = Geometry.GroupOut, kernel = Geometry.KernelSize, column0 = block * Plan.ColumnBlock;
            int columns = Math.Min(Plan.ColumnBlock, kernel - column0), width = Tiles<L, V>.Columns;
            int stride = (columns + L.Width - 1) / L.Width * L.Width;
            Gather gather = new()
            {
                Source = X + group * Geometry.GroupIn, SourceHeight = Geometry.InHeight, SourceWidth = Geometry.InWidth, SourceChannels = Geometry.InChannels,
                Channels = Geometry.GroupIn, GridHeight = Geometry.OutHeight, GridWidth = Geometry.OutWidth, StepY = Geometry.StrideY, StepX = Geometry.StrideX,
                TapY = TapY, TapX = TapX,
            };
            float* gathered = (float*)Workers.Scratch((long)PixelBlock * stride * sizeof(float));
            float* c = Parts + part * Geometry.WeightSize + (nint)group * outputs * kernel + column0;
            long first = part * Plan.PixelsPerPart, end = Math.Min(first + Plan.PixelsPerPart, Geometry.OutPixels);
            bool add = false;
            do
            {
                int pixels = (int)Math.Min(PixelBlock, end - first);
                Fill(gather, first, pixels, column0, columns, gathered, stride);
                float* dy = Dy + first * Geometry.OutChannels + group * outputs;
                for (int row = 0; row < outputs; row += Tiles<L, V>.Rows)
                    for (int column = 0; column < columns; column += width)
                        Tiles<L, V>.Run(
                            Math.Min(Tiles<L, V>.Rows, outputs - row), Math.Min(width, columns - column), pixels, dy + row, 1, Geometry.OutChannels,
                            gathered + column, stride, c + row * (nint)kernel + column, kernel, add);
                add = true;
                first += pixels;
            } while (first < end);
        }

        private static void Fill(in Gather gather, long first, int pixels, int column, int columns, float* to, int stride)
        {
            long gridSize = (long)gather.GridHeight * gather.GridWidth;
            if (pixels <= 0) return;
            int n = (int)(first / gridSize), inImage = (int)(first - n * gridSize), gy = inImage / gather.GridWidth, gx = inImage - gy * gather.GridWidth;
            for (int r = 0; r < pixels; r++, to += stride)
            {
                gather.Row(n, gy, gx, column, columns, to);
                if (++gx < gather.GridWidth) continue;
                gx = 0;
                if (++gy < gather.GridHeight) continue;
                gy = 0;
                n++;
            }
        }
    }

    /// <summary>Adds the parts in order, a stretch of the weights per chunk.</summary>
    private struct SumWork : Workers.IWork
    {
        private const long Elements = 1 << 14;

        public float* Parts, Y;
        public int Count;
        public long Size;

        public readonly int Chunks => (int)((Size + Elements - 1) / Elements);

        public readonly void Run(int chunk)
        {
            long first = chunk * Elements;
            PartialSums.Add(Parts + first, Count, Size, Y + first, Math.Min(Elements, Size - first));
        }
    }
}
