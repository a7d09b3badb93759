namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    /// <summary>The scratch memory that <see cref="InputGradient"/> needs, in bytes.</summary>
    public static long InputGradientScratchBytes(in ConvolutionGeometry g) => ForInputGradient(g) switch
    {
        Kernel.Lanes => LaneScratchBytes(g),
        (Kernel.Winograd or Kernel.Winograd2) and var kernel => WinogradInputGradientScratchBytes(Form(kernel, g), g),
        Kernel.Product => MatrixProduct.ScratchBytes(InputProduct(g)),
        Kernel.Scatter => g.Groups * sizeof(float) * Panels.Floats(g.KernelWidth * g.GroupIn, (long)g.KernelHeight * g.GroupOut),
        _ => g.Groups * sizeof(float) * Panels.Floats(g.GroupIn, (long)g.Taps * g.GroupOut),
    };

    /// <summary>Computes dx, the gradient of the sum of y times dy by x, overwriting it.</summary>
    /// <param name="g">All sizes of the forward correlation.</param>
    /// <param name="w">The kernel bank (OutChannels, KernelHeight, KernelWidth, InChannels / Groups).</param>
    /// <param name="dy">The gradient by the output (Batch, OutHeight, OutWidth, OutChannels).</param>
    /// <param name="dx">The gradient by the input (Batch, InHeight, InWidth, InChannels); every element is written.</param>
    /// <param name="scratch"><see cref="InputGradientScratchBytes"/> bytes, 64-byte aligned.</param>
    /// <remarks>
    /// Input pixels whose coordinates leave the same remainders by the strides (a phase) see the same taps, evenly spaced in dy:
    /// per phase this is a correlation with stride 1.
    /// </remarks>
    public static void InputGradient(in ConvolutionGeometry g, float* w, float* dy, float* dx, byte* scratch)
    {
        if (g.InSize == 0) return;
        switch (ForInputGradient(g))
        {
            case Kernel.Lanes: LaneInputGradient(g, w, dy, dx, (float*)scratch); break;
            case (Kernel.Winograd or Kernel.Winograd2) and var kernel: WinogradInputGradient(Form(kernel, g), g, w, dy, dx, (float*)scratch); break;
            case Kernel.Product: MatrixProduct.Run(InputProduct(g), dy, w, dx, default, scratch); break;
            case Kernel.Scatter: ScatterInputGradient(g, w, dy, dx, (float*)scratch); break;
            default: WindowInputGradient(g, w, dy, dx, (float*)scratch); break;
        }
    }

    private static void ScatterInputGradient(in ConvolutionGeometry g, float* w, float* dy, float* dx, float* scratch)
    {
        ScatterWork scatter = new() { Geometry = g, W = w, Dy = dy, Dx = dx, Panels = scratch, Packing = true };
        Workers.Run(g.Groups * Panels.Count(g.KernelWidth * g.GroupIn), ref scatter);
        long perLine = (long)g.OutWidth * g.GroupOut + (long)g.InWidth * g.GroupIn;
        scatter.Chunks = new(g.Batch, g.InHeight, (long)g.OutWidth * g.GroupOut * g.KernelSize / g.StrideY, perLine, FloatsInCache, LineChunks.Usual / g.Groups);
        scatter.Packing = false;
        Workers.Run(scatter.Chunks.Count * g.Groups, ref scatter);
    }

    private static void WindowInputGradient(in ConvolutionGeometry g, float* w, float* dy, float* dx, float* scratch)
    {
        PackInputGradient pack = new() { Geometry = g, W = w, Panels = scratch };
        Workers.Run(g.Groups * Panels.Count(g.GroupIn), ref pack);

        int phases = g.StrideY * g.StrideX, phaseLines = (g.InHeight + g.StrideY - 1) / g.StrideY, phaseColumns = (g.InWidth + g.StrideX - 1) / g.StrideX;
        InputGradientWork work = new() { Geometry = g, Dy = dy, Dx = dx, Panels = scratch };
        work.Chunks = new(
            g.Batch, phaseLines, (long)phaseColumns * g.Taps * g.GroupIn * g.GroupOut / phases, (long)phaseColumns * (g.GroupIn + g.GroupOut), FloatsInCache, LineChunks.Usual / (g.Groups * phases));
        Workers.Run(work.Chunks.Count * phases * g.Groups, ref work);
    }

    private static (PhaseAxis Y, PhaseAxis X) PhaseAxes(in ConvolutionGeometry g, int phase) => (
        new(phase / g.StrideX, g.StrideY, g.PadTop, g.DilationY, g.KernelHeight), new(phase % g.StrideX, g.StrideX, g.PadLeft, g.DilationX, g.KernelWidth));

    /// <summary>The windows over dy that a phase sees, with the phase's lines and columns; where it sees no tap, one tap of no channels.</summary>
    private static (Window Window, int Lines, int Columns) PhaseWindow(in ConvolutionGeometry g, float* dy, int phase)
    {
        (PhaseAxis y, PhaseAxis x) = PhaseAxes(g, phase);
        bool empty = y.Count == 0 || x.Count == 0;
        Window window = new()
        {
            Source = dy, SourceHeight = g.OutHeight, SourceWidth = g.OutWidth, SourceChannels = g.OutChannels,
            Channels = empty ? 0 : g.GroupOut, Height = empty ? 1 : y.Count, Width = empty ? 1 : x.Count, DilationY = y.Dilation, DilationX = x.Dilation, StepY = 1, StepX = 1,
            OriginY = y.Origin - (y.Count - 1) * y.Dilation, OriginX = x.Origin - (x.Count - 1) * x.Dilation,
        };
        int py = phase / g.StrideX, px = phase % g.StrideX;
        return (window, (g.InHeight - py + g.StrideY - 1) / g.StrideY, (g.InWidth - px + g.StrideX - 1) / g.StrideX);
    }

    private struct PackInputGradient : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* W, Panels;

        public readonly void Run(int chunk)
        {
            ConvolutionGeometry g = Geometry;
            int inputs = g.GroupIn, outputs = g.GroupOut, width = Compute.Panels.Width(inputs), k = g.KernelSize;
            int group = chunk / Compute.Panels.Count(inputs), column = chunk % Compute.Panels.Count(inputs) * width;
            float* from = W + (nint)group * outputs * k + column, to = Panels + (nint)chunk * width * g.Taps * outputs;
            // Phase by phase, and within a phase in the order in which its windows read dy: last tap first.
            for (int phase = 0; phase < g.StrideY * g.StrideX; phase++)
            {
                (PhaseAxis y, PhaseAxis x) = PhaseAxes(g, phase);
                for (int i = y.Count - 1; i >= 0; i--)
                    for (int j = x.Count - 1; j >= 0; j--, to += (nint)outputs * width)
                        Compute.Panels.Copy(
                            from + ((y.First + i * y.Every) * g.KernelWidth + x.First + j * x.Every) * inputs, k, outputs, Math.Min(width, inputs - column), to, width);
            }
        }
    }

    private struct InputGradientWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* Dy, Dx, Panels;
        public LineChunks Chunks;

        public readonly void Run(int chunk)
        {
            ConvolutionGeometry g = Geometry;
            int phase = chunk / Chunks.Count % (g.StrideY * g.StrideX), group = chunk / Chunks.Count / (g.StrideY * g.StrideX);
            int tapsBefore = 0;
            for (int p = 0; p < phase; p++)
            {
                (PhaseAxis y, PhaseAxis x) = PhaseAxes(g, p);
                tapsBefore += y.Count * x.Count;
            }
            // The chunks count the lines of the longest phase.
            (int image, int images, int first, int lines) = Chunks[chunk % Chunks.Count];
            (Window window, int phaseLines, int phaseColumns) = PhaseWindow(g, Dy + group * g.GroupOut, phase);
            lines = Math.Min(lines, phaseLines - first);
            if (lines <= 0 || phaseColumns <= 0) return;
            int width = Compute.Panels.Width(g.GroupIn);
            nint panelRows = (nint)g.Taps * g.GroupOut;
            WindowProduct product = new()
            {
                Window = window,
                Lines = phaseLines, LineLength = phaseColumns,
                Columns = g.GroupIn, PanelWidth = width, PanelRows = panelRows,
                Panels = Panels + group * Compute.Panels.Floats(g.GroupIn, panelRows) + (nint)tapsBefore * g.GroupOut * width,
                Target = Dx + group * g.GroupIn, TargetHeight = g.InHeight, TargetWidth = g.InWidth, TargetChannels = g.InChannels,
                TargetStepY = g.StrideY, TargetStepX = g.StrideX, TargetY = phase / g.StrideX, TargetX = phase % g.StrideX,
            };
            product.Run(image, images, first, lines);
        }
    }

    /// <summary>Packs the kernels for <see cref="LineScatter"/>, one panel per chunk, and then runs it, some lines per chunk.</summary>
    private struct ScatterWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* W, Dy, Dx, Panels;
        public bool Packing;
        public LineChunks Chunks;

        public readonly void Run(int chunk)
        {
            int columns = Geometry.KernelWidth * Geometry.GroupIn, width = Compute.Panels.Width(columns), outputs = Geometry.GroupOut, k = Geometry.KernelSize;
            if (Packing)
            {
                int panelGroup = chunk / Compute.Panels.Count(columns), column = chunk % Compute.Panels.Count(columns) * width;
                float* to = Panels + (nint)chunk * width * Geometry.KernelHeight * outputs;
                for (int ky = 0; ky < Geometry.KernelHeight; ky++, to += outputs * width)
                    Compute.Panels.Copy(W + (nint)panelGroup * outputs * k + ky * columns + column, k, outputs, Math.Min(width, columns - column), to, width);
                return;
            }
            int group = chunk / Chunks.Count;
            LineScatter scatter = new()
            {
                Geometry = Geometry, Dy = Dy + group * outputs, Dx = Dx + group * Geometry.GroupIn, PanelWidth = width,
                Panels = Panels + group * Compute.Panels.Floats(columns, (long)Geometry.KernelHeight * outputs),
            };
            (int image, int images, int first, int lines) = Chunks[chunk % Chunks.Count];
            scatter.Run(image, images, first, lines);
        }
    }
}
