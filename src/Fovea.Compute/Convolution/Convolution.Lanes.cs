namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    private static long LaneScratchBytes(in ConvolutionGeometry g) => g.WeightSize * sizeof(float);

    private static LineChunks LaneChunks(in ConvolutionGeometry g, int lines, int columns, int phases) => new(
        g.Batch, lines, (long)columns * g.KernelSize * g.OutChannels / phases, (long)columns * g.InChannels, FloatsInCache, LineChunks.Usual);

    private static void LanePack(in ConvolutionGeometry g, float* w, float* packed)
    {
        for (int o = 0; o < g.OutChannels; o++)
            for (int k = 0; k < g.KernelSize; k++) packed[(nint)k * g.OutChannels + o] = w[(nint)o * g.KernelSize + k];
    }

    private static void LaneForward(in ConvolutionGeometry g, float* x, float* packed, float* y, in Epilogue e)
    {
        LaneWork work = new() { Geometry = g, Chunks = LaneChunks(g, g.OutHeight, g.OutWidth, 1), Phases = 1 };
        work.Product = new()
        {
            Window = Window(g, x, 0) with { Channels = g.InChannels }, LineLength = g.OutWidth, Group = g.GroupIn, Weights = packed,
            Target = y, TargetHeight = g.OutHeight, TargetWidth = g.OutWidth, TargetStepY = 1, TargetStepX = 1, Epilogue = e,
        };
        Workers.Run(work.Chunks.Count, ref work);
    }

    private static void LaneInputGradient(in ConvolutionGeometry g, float* w, float* dy, float* dx, float* scratch)
    {
        int group = g.GroupIn, channels = g.InChannels;
        float* to = scratch;
        for (int phase = 0; phase < g.StrideY * g.StrideX; phase++)
        {
            (PhaseAxis y, PhaseAxis x) = PhaseAxes(g, phase);
            for (int i = y.Count - 1; i >= 0; i--)
                for (int j = x.Count - 1; j >= 0; j--)
                {
                    int tap = (y.First + i * y.Every) * g.KernelWidth + x.First + j * x.Every;
                    for (int member = 0; member < group; member++, to += channels)
                        for (int c = 0; c < channels; c++) to[c] = w[((nint)(c - c % group + member) * g.Taps + tap) * group + c % group];
                }
        }
        int phases = g.StrideY * g.StrideX;
        LaneWork work = new() { Geometry = g, Chunks = LaneChunks(g, (g.InHeight + g.StrideY - 1) / g.StrideY, (g.InWidth + g.StrideX - 1) / g.StrideX, phases), Phases = phases, Dy = dy };
        work.Product = new()
        {
            Group = group, Weights = scratch, Target = dx, TargetHeight = g.InHeight, TargetWidth = g.InWidth, TargetStepY = g.StrideY, TargetStepX = g.StrideX,
        };
        Workers.Run(work.Chunks.Count * phases, ref work);
    }

    /// <summary>The chunks of a <see cref="LaneProduct"/>; one of a gradient is completed for its phase first.</summary>
    private struct LaneWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public LaneProduct Product;
        public LineChunks Chunks;
        public int Phases;
        public float* Dy;

        public readonly void Run(int chunk)
        {
            LaneProduct product = Product;
            int phase = chunk / Chunks.Count;
            (int image, int images, int first, int lines) = Chunks[chunk % Chunks.Count];
            if (Dy != null)
            {
                for (int p = 0; p < phase; p++)
                {
                    (PhaseAxis y, PhaseAxis x) = PhaseAxes(Geometry, p);
                    product.Weights += (nint)y.Count * x.Count * product.Group * Geometry.InChannels;
                }
                (product.Window, int phaseLines, product.LineLength) = PhaseWindow(Geometry, Dy, phase);
                // A phase without taps: windows of no lines, so that zeros are stored.
                if (product.Window.Channels == 0) product.Window.Height = 0;
                product.Window.Channels = Geometry.OutChannels;
                (product.TargetY, product.TargetX) = (phase / Geometry.StrideX, phase % Geometry.StrideX);
                lines = Math.Min(lines, phaseLines - first);
            }
            if (lines > 0 && product.LineLength > 0) product.Run(image, images, first, lines);
        }
    }

    private static void LaneWeightGradient(in ConvolutionGeometry g, float* x, float* dy, float* dw, float* scratch)
    {
        LaneWeightWork work = new() { Geometry = g, Parts = WeightParts(g), X = x, Dy = dy, Results = scratch };
        Workers.Run(work.Parts.Count, ref work);
        PartialSums.Add(scratch, work.Parts.Count, g.WeightSize, scratch, g.WeightSize);
        for (int o = 0; o < g.OutChannels; o++)
            for (int k = 0; k < g.KernelSize; k++) dw[(nint)o * g.KernelSize + k] = scratch[(nint)k * g.OutChannels + o];
    }

    private struct LaneWeightWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public LineChunks Parts;
        public float* X, Dy, Results;

        public readonly void Run(int chunk)
        {
            LaneCorrelation correlation = new()
            {
                Window = Window(Geometry, X, 0) with { Channels = Geometry.InChannels }, Group = Geometry.GroupIn, OutHeight = Geometry.OutHeight, OutWidth = Geometry.OutWidth,
                Dy = Dy, Result = Results + chunk * Geometry.WeightSize,
            };
            (int image, int images, int first, int lines) = Parts[chunk];
            correlation.Run(image, images, first, lines);
        }
    }
}
