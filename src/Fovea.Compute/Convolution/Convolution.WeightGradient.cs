namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    private const long MostPartBytes = 16 << 20;

    /// <summary>The scratch memory that <see cref="WeightGradient"/> needs, in bytes.</summary>
    public static long WeightGradientScratchBytes(in ConvolutionGeometry g)
    {
        switch (ForWeightGradient(g))
        {
            case Kernel.Lanes or Kernel.Plane: return WeightParts(g).Count * g.WeightSize * sizeof(float);
            case Kernel.Product: return MatrixProduct.ScratchBytes(WeightProduct(g));
            case Kernel.Gathered: return SparseFloats(g) * sizeof(float) + MatrixProduct.ScratchBytes(WeightProduct(g));
            case (Kernel.Winograd or Kernel.Winograd2) and var kernel: return new WinogradCorrelation(Form(kernel, g), g).ScratchBytes;
            default:
                WeightGradientPlan plan = new(g);
                return plan.Parts.Count > 1 || plan.TapsAreRows ? plan.Parts.Count * g.WeightSize * sizeof(float) : 0;
        }
    }

    /// <summary>Computes dw, the gradient of the sum of y times dy by w, overwriting it.</summary>
    /// <param name="g">All sizes of the forward correlation.</param>
    /// <param name="x">The input (Batch, InHeight, InWidth, InChannels).</param>
    /// <param name="dy">The gradient by the output (Batch, OutHeight, OutWidth, OutChannels).</param>
    /// <param name="dw">The gradient by the kernel bank (OutChannels, KernelHeight, KernelWidth, InChannels / Groups).</param>
    /// <param name="scratch"><see cref="WeightGradientScratchBytes"/> bytes, 64-byte aligned; may be null where that is 0.</param>
    public static void WeightGradient(in ConvolutionGeometry g, float* x, float* dy, float* dw, byte* scratch)
    {
        if (g.WeightSize == 0) return;
        if (g.OutPixels == 0)
        {
            StridedCopy.Fill(dw, g.WeightSize, 0f);
            return;
        }
        switch (ForWeightGradient(g))
        {
            case Kernel.Lanes: LaneWeightGradient(g, x, dy, dw, (float*)scratch); break;
            case Kernel.Plane: PlaneWeightGradient(g, x, dy, dw, (float*)scratch); break;
            case Kernel.Product: MatrixProduct.Run(WeightProduct(g), dy, x, dw, default, scratch); break;
            case Kernel.Gathered: SparseWeightGradient(g, x, dy, dw, (float*)scratch); break;
            case (Kernel.Winograd or Kernel.Winograd2) and var kernel: new WinogradCorrelation(Form(kernel, g), g) { Source = x, Dy = dy, Result = dw, Scratch = (float*)scratch }.Run(); break;
            default: WindowWeightGradient(g, x, dy, dw, (float*)scratch); break;
        }
    }

    /// <summary>The parts of the sum over pixels that <see cref="LaneCorrelation"/> and <see cref="PlaneCorrelation"/> compute, a dw for each.</summary>
    private static LineChunks WeightParts(in ConvolutionGeometry g) => new(
        g.Batch, g.OutHeight, (long)g.OutWidth * g.KernelSize * g.OutChannels, 1, long.MaxValue, Math.Clamp(MostPartBytes / Math.Max(1, g.WeightSize * sizeof(float)), 1, LineChunks.Usual));

    private static void WindowWeightGradient(in ConvolutionGeometry g, float* x, float* dy, float* dw, float* scratch)
    {
        WeightGradientPlan plan = new(g);
        int parts = plan.Parts.Count;
        WeightGradientWork work = new() { Geometry = g, Plan = plan, X = x, Dy = dy, Parts = parts > 1 || plan.TapsAreRows ? scratch : dw };
        Workers.Run(parts * plan.Blocks * g.Groups, ref work);
        if (parts > 1)
        {
            SumWork sum = new() { Parts = scratch, Count = parts, Size = g.WeightSize, Y = plan.TapsAreRows ? scratch : dw };
            Workers.Run(sum.Chunks, ref sum);
        }
        if (plan.TapsAreRows) Panels.TransposeOnly(scratch, g.OutChannels, g.OutChannels, g.KernelSize, dw, g.KernelSize);
    }

    /// <summary>
    /// The sum over output pixels is cut into parts of whole lines or images, as far as memory for one dw per part allows; beyond that the
    /// output channels are cut into blocks.
    /// </summary>
    private readonly struct WeightGradientPlan
    {
        public readonly LineChunks Parts;
        public readonly int Blocks, Outputs;
        public readonly bool TapsAreRows;

        public WeightGradientPlan(in ConvolutionGeometry g)
        {
            long fit = Math.Clamp(MostPartBytes / Math.Max(1, g.WeightSize * sizeof(float)), 1, LineChunks.Usual);
            Parts = new(g.Batch, g.OutHeight, (long)g.OutWidth * g.GroupOut * g.KernelSize * g.Groups, 1, long.MaxValue, Math.Max(1, Math.Min(fit, LineChunks.Usual / g.Groups)));
            TapsAreRows = WindowCorrelation.PrefersTapsAsRows(g);
            int tile = TapsAreRows ? Machine.TileColumns : Machine.TileRows, tiles = (g.GroupOut + tile - 1) / tile;
            long wanted = g.OutPixels * g.WeightSize < 1 << 20 ? 1 : Math.Max(1, LineChunks.Usual / ((long)Parts.Count * g.Groups));
            int tilesPerBlock = (int)((tiles + Math.Min(wanted, tiles) - 1) / Math.Min(wanted, tiles));
            Blocks = (tiles + tilesPerBlock - 1) / tilesPerBlock;
            Outputs = tilesPerBlock * tile;
        }
    }

    private struct WeightGradientWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public WeightGradientPlan Plan;
        public float* X, Dy, Parts;

        public readonly void Run(int chunk)
        {
            int block = chunk % Plan.Blocks, group = chunk / Plan.Blocks % Geometry.Groups, part = chunk / (Plan.Blocks * Geometry.Groups);
            int output = block * Plan.Outputs;
            (int image, int images, int first, int lines) = Plan.Parts[part];
            WindowCorrelation correlation = new()
            {
                Window = Window(Geometry, X, group),
                Dy = Dy + group * Geometry.GroupOut + output, OutHeight = Geometry.OutHeight, OutWidth = Geometry.OutWidth, OutChannels = Geometry.OutChannels,
                Outputs = Math.Min(Plan.Outputs, Geometry.GroupOut - output),
                Result = Parts + part * Geometry.WeightSize + ((nint)group * Geometry.GroupOut + output) * (Plan.TapsAreRows ? 1 : Geometry.KernelSize),
                TapsAreRows = Plan.TapsAreRows,
            };
            correlation.Run(image, images, first, lines);
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
