namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    // Rows of one chunk: its part of the output is read and written once per block of K and has to stay in the second-level cache.
    private const int MostRows = 448;

    /// <summary>The scratch memory that <see cref="Forward"/> needs, in bytes.</summary>
    public static long ForwardScratchBytes(in ConvolutionGeometry g) =>
        (g.Groups * PanelFloats(g.GroupOut, g.KernelSize) * sizeof(float)) + 2L * g.Taps * sizeof(int) + 64;

    /// <summary>Computes y = activation(x correlated with w + bias + residual), overwriting y.</summary>
    /// <param name="g">All sizes.</param>
    /// <param name="x">The input (Batch, InHeight, InWidth, InChannels).</param>
    /// <param name="w">The kernel bank (OutChannels, KernelHeight, KernelWidth, InChannels / Groups).</param>
    /// <param name="y">The output (Batch, OutHeight, OutWidth, OutChannels); overlaps neither x nor w.</param>
    /// <param name="e">What to do with the sums; a bias has OutChannels values, a residual the layout of y.</param>
    /// <param name="scratch"><see cref="ForwardScratchBytes"/> bytes, 64-byte aligned.</param>
    public static void Forward(in ConvolutionGeometry g, float* x, float* w, float* y, in Epilogue e, byte* scratch)
    {
        if (g.OutSize == 0) return;
        float* panels = (float*)scratch;
        long groupFloats = PanelFloats(g.GroupOut, g.KernelSize);
        int* tapY = (int*)(panels + g.Groups * groupFloats), tapX = tapY + g.Taps;
        for (int ky = 0, t = 0; ky < g.KernelHeight; ky++)
            for (int kx = 0; kx < g.KernelWidth; kx++, t++) (tapY[t], tapX[t]) = (ky * g.DilationY - g.PadTop, kx * g.DilationX - g.PadLeft);

        PackForward pack = new() { Geometry = g, W = w, Panels = panels };
        Workers.Run(g.Groups * PanelCount(g.GroupOut), ref pack);

        ForwardWork work = new() { X = x, Y = y, Panels = panels, TapY = tapY, TapX = tapX, Geometry = g, Epilogue = e };
        work.Rows = RowsPerChunk(g.OutPixels, (long)g.KernelSize * g.GroupOut, MostRows);
        work.ChunksPerGroup = (int)((g.OutPixels + work.Rows - 1) / work.Rows);
        Workers.Run(work.ChunksPerGroup * g.Groups, ref work);
    }

    private struct PackForward : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* W, Panels;

        public readonly void Run(int chunk)
        {
            int outputs = Geometry.GroupOut, width = PanelWidth(outputs), k = Geometry.KernelSize;
            int group = chunk / PanelCount(outputs), column = chunk % PanelCount(outputs) * width;
            float* from = W + ((nint)group * outputs + column) * k;
            Compute.Panels.Transpose(from, k, k, Math.Min(width, outputs - column), Panels + (nint)chunk * width * k, width);
        }
    }

    private struct ForwardWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* X, Y, Panels;
        public int* TapY, TapX;
        public Epilogue Epilogue;
        public long Rows;
        public int ChunksPerGroup;

        public readonly void Run(int chunk)
        {
            int group = chunk / ChunksPerGroup;
            int column = group * Geometry.GroupOut;
            GatherProduct product = new()
            {
                Gather = new()
                {
                    Source = X + group * Geometry.GroupIn, SourceHeight = Geometry.InHeight, SourceWidth = Geometry.InWidth, SourceChannels = Geometry.InChannels,
                    Channels = Geometry.GroupIn, GridHeight = Geometry.OutHeight, GridWidth = Geometry.OutWidth, StepY = Geometry.StrideY, StepX = Geometry.StrideX,
                    TapY = TapY, TapX = TapX,
                },
                K = Geometry.KernelSize,
                Columns = Geometry.GroupOut, PanelWidth = PanelWidth(Geometry.GroupOut), PanelRows = Geometry.KernelSize,
                Panels = Panels + group * PanelFloats(Geometry.GroupOut, Geometry.KernelSize),
                Target = Y + column, TargetHeight = Geometry.OutHeight, TargetWidth = Geometry.OutWidth, TargetChannels = Geometry.OutChannels,
                TargetStepY = 1, TargetStepX = 1,
                Epilogue = Epilogue,
            };
            if (Epilogue.Bias != null) product.Epilogue.Bias += column;
            if (Epilogue.Residual != null) product.Epilogue.Residual += column;
            long first = (long)(chunk % ChunksPerGroup) * Rows;
            product.Run(first, Math.Min(first + Rows, Geometry.OutPixels));
        }
    }
}
