namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    /// <summary>The scratch memory that <see cref="InputGradient"/> needs, in bytes.</summary>
    public static long InputGradientScratchBytes(in ConvolutionGeometry g) =>
        (g.Groups * PanelFloats(g.GroupIn, (long)g.Taps * g.GroupOut) * sizeof(float))
        + (3L * g.Taps + g.StrideY * (long)g.StrideX + 1) * sizeof(int) + 64;

    /// <summary>Computes dx, the gradient of the sum of y times dy by x, overwriting it.</summary>
    /// <param name="g">All sizes of the forward correlation.</param>
    /// <param name="w">The kernel bank (OutChannels, KernelHeight, KernelWidth, InChannels / Groups).</param>
    /// <param name="dy">The gradient by the output (Batch, OutHeight, OutWidth, OutChannels).</param>
    /// <param name="dx">The gradient by the input (Batch, InHeight, InWidth, InChannels); every element is written.</param>
    /// <param name="scratch"><see cref="InputGradientScratchBytes"/> bytes, 64-byte aligned.</param>
    /// <remarks>
    /// Input pixels whose coordinates leave the same remainders by the strides (a phase) see the same taps, each at a fixed
    /// distance in dy: per phase this is a correlation with stride 1.
    /// </remarks>
    public static void InputGradient(in ConvolutionGeometry g, float* w, float* dy, float* dx, byte* scratch)
    {
        if (g.InSize == 0) return;
        float* panels = (float*)scratch;
        int* tapY = (int*)(panels + g.Groups * PanelFloats(g.GroupIn, (long)g.Taps * g.GroupOut)), tapX = tapY + g.Taps;
        int* taps = tapX + g.Taps, phases = taps + g.Taps;
        int count = 0;
        for (int py = 0; py < g.StrideY; py++)
            for (int px = 0; px < g.StrideX; px++)
            {
                phases[py * g.StrideX + px] = count;
                for (int ky = 0; ky < g.KernelHeight; ky++)
                    for (int kx = 0; kx < g.KernelWidth; kx++)
                    {
                        int y = py + g.PadTop - ky * g.DilationY, x = px + g.PadLeft - kx * g.DilationX;
                        if (y % g.StrideY != 0 || x % g.StrideX != 0) continue;
                        (tapY[count], tapX[count], taps[count]) = (y / g.StrideY, x / g.StrideX, ky * g.KernelWidth + kx);
                        count++;
                    }
            }
        phases[g.StrideY * g.StrideX] = count;

        PackInputGradient pack = new() { Geometry = g, W = w, Panels = panels, Taps = taps };
        Workers.Run(g.Groups * PanelCount(g.GroupIn), ref pack);

        InputGradientWork work = new() { Geometry = g, Dy = dy, Dx = dx, Panels = panels, TapY = tapY, TapX = tapX, Phases = phases };
        long gridRows = (long)g.Batch * ((g.InHeight + g.StrideY - 1) / g.StrideY) * ((g.InWidth + g.StrideX - 1) / g.StrideX);
        work.Rows = RowsPerChunk(gridRows, (long)g.Taps * g.GroupIn * g.GroupOut / (g.StrideY * g.StrideX), MostRows);
        work.ChunksPerPhase = (int)((gridRows + work.Rows - 1) / work.Rows);
        Workers.Run(work.ChunksPerPhase * g.StrideY * g.StrideX * g.Groups, ref work);
    }

    private struct PackInputGradient : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* W, Panels;
        public int* Taps;

        public readonly void Run(int chunk)
        {
            int inputs = Geometry.GroupIn, outputs = Geometry.GroupOut, width = PanelWidth(inputs), k = Geometry.KernelSize;
            int group = chunk / PanelCount(inputs), column = chunk % PanelCount(inputs) * width;
            float* to = Panels + (nint)chunk * width * Geometry.Taps * outputs;
            for (int t = 0; t < Geometry.Taps; t++, to += (nint)outputs * width)
                Compute.Panels.Copy(W + (nint)group * outputs * k + Taps[t] * inputs + column, k, outputs, Math.Min(width, inputs - column), to, width);
        }
    }

    private struct InputGradientWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* Dy, Dx, Panels;
        public int* TapY, TapX, Phases;
        public long Rows;
        public int ChunksPerPhase;

        public readonly void Run(int chunk)
        {
            int rowChunk = chunk % ChunksPerPhase;
            chunk /= ChunksPerPhase;
            int phase = chunk % (Geometry.StrideY * Geometry.StrideX), group = chunk / (Geometry.StrideY * Geometry.StrideX);
            int py = phase / Geometry.StrideX, px = phase % Geometry.StrideX, tap = Phases[phase], taps = Phases[phase + 1] - tap;
            // The phase has pixels py, py + StrideY, ... below InHeight, and likewise across.
            int gridHeight = (Geometry.InHeight - py + Geometry.StrideY - 1) / Geometry.StrideY;
            int gridWidth = (Geometry.InWidth - px + Geometry.StrideX - 1) / Geometry.StrideX;
            if (gridHeight <= 0 || gridWidth <= 0) return;
            int width = PanelWidth(Geometry.GroupIn);
            nint panelRows = (nint)Geometry.Taps * Geometry.GroupOut;
            GatherProduct product = new()
            {
                Gather = new()
                {
                    Source = Dy + group * Geometry.GroupOut, SourceHeight = Geometry.OutHeight, SourceWidth = Geometry.OutWidth, SourceChannels = Geometry.OutChannels,
                    Channels = Geometry.GroupOut, GridHeight = gridHeight, GridWidth = gridWidth, StepY = 1, StepX = 1, TapY = TapY + tap, TapX = TapX + tap,
                },
                K = taps * Geometry.GroupOut,
                Columns = Geometry.GroupIn, PanelWidth = width, PanelRows = panelRows,
                Panels = Panels + group * PanelFloats(Geometry.GroupIn, panelRows) + (nint)tap * Geometry.GroupOut * width,
                Target = Dx + group * Geometry.GroupIn, TargetHeight = Geometry.InHeight, TargetWidth = Geometry.InWidth, TargetChannels = Geometry.InChannels,
                TargetStepY = Geometry.StrideY, TargetStepX = Geometry.StrideX, TargetY = py, TargetX = px,
            };
            long first = rowChunk * Rows, all = (long)Geometry.Batch * gridHeight * gridWidth;
            if (first < all) product.Run(first, Math.Min(first + Rows, all));
        }
    }
}
