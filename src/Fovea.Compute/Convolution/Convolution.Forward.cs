namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    /// <summary>The scratch memory that <see cref="Forward"/> needs, in bytes.</summary>
    public static long ForwardScratchBytes(in ConvolutionGeometry g) => PackedBytes(g) + PackScratchBytes(g);

    /// <summary>The size of the kernel bank as <see cref="Pack"/> lays it out, in bytes.</summary>
    public static long PackedBytes(in ConvolutionGeometry g) => sizeof(float) * ForForward(g) switch
    {
        Kernel.Lanes or Kernel.Plane => g.WeightSize,
        Kernel.Dots => (long)g.OutChannels * g.KernelHeight * WindowDots.LineFloats(g.KernelWidth * g.InChannels),
        (Kernel.Winograd or Kernel.Winograd2) and var kernel => ForwardSlices(g).KernelFloats(Form(kernel, g).Points),
        _ => g.Groups * Panels.Floats(g.GroupOut, g.KernelSize),
    };

    /// <summary>The scratch memory that <see cref="Pack"/> needs, in bytes; 0 for most.</summary>
    public static long PackScratchBytes(in ConvolutionGeometry g) => ForForward(g) is Kernel.Winograd or Kernel.Winograd2 ? ForwardSlices(g).KernelFloats(g.Taps) * sizeof(float) : 0;

    /// <summary>Lays the kernel bank out as <see cref="ForwardPacked"/> reads it, for the geometry's sizes.</summary>
    /// <param name="g">All sizes.</param>
    /// <param name="w">The kernel bank (OutChannels, KernelHeight, KernelWidth, InChannels / Groups).</param>
    /// <param name="packed"><see cref="PackedBytes"/> bytes, 64-byte aligned.</param>
    /// <param name="scratch"><see cref="PackScratchBytes"/> bytes, 64-byte aligned; may be null where that is 0.</param>
    public static void Pack(in ConvolutionGeometry g, float* w, float* packed, byte* scratch)
    {
        switch (ForForward(g))
        {
            case Kernel.Lanes: LanePack(g, w, packed); break;
            case Kernel.Plane: new ReadOnlySpan<float>(w, (int)g.WeightSize).CopyTo(new Span<float>(packed, (int)g.WeightSize)); break;
            case Kernel.Dots: WindowDots.Pack(w, g.OutChannels, g.KernelHeight, g.KernelWidth * g.InChannels, packed); break;
            case (Kernel.Winograd or Kernel.Winograd2) and var kernel: WinogradPackForward(Form(kernel, g), g, w, packed, (float*)scratch); break;
            default: PackPanels(g, w, packed); break;
        }
    }

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
        Pack(g, w, (float*)scratch, scratch + PackedBytes(g));
        ForwardPacked(g, x, (float*)scratch, y, e);
    }

    /// <summary>The same with a kernel bank that <see cref="Pack"/> has laid out for this geometry.</summary>
    public static void ForwardPacked(in ConvolutionGeometry g, float* x, float* packed, float* y, in Epilogue e)
    {
        if (g.OutSize == 0) return;
        switch (ForForward(g))
        {
            case Kernel.Lanes: LaneForward(g, x, packed, y, e); break;
            case Kernel.Plane: PlaneForward(g, x, packed, y, e); break;
            case Kernel.Dots: DotsForward(g, x, packed, y, e); break;
            case (Kernel.Winograd or Kernel.Winograd2) and var kernel: WinogradForward(Form(kernel, g), g, x, packed, y, e); break;
            case Kernel.Product: MatrixProduct.RunPacked(ForwardProduct(g), x, packed, y, e); break;
            default: WindowForward(g, x, packed, y, e); break;
        }
    }

    private static void WindowForward(in ConvolutionGeometry g, float* x, float* packed, float* y, in Epilogue e)
    {
        ForwardWork work = new() { X = x, Y = y, Panels = packed, Geometry = g, Epilogue = e, Chunks = ForwardChunks(g) };
        Workers.Run(work.Chunks.Count * g.Groups, ref work);
    }

    private static void PackPanels(in ConvolutionGeometry g, float* w, float* panels) => PackPanels(g, w, Panels.Width(g.GroupOut), panels);

    private static void PackPanels(in ConvolutionGeometry g, float* w, int width, float* panels)
    {
        PackForward pack = new() { Geometry = g, W = w, Width = width, Panels = panels };
        Workers.Run(g.Groups * pack.PerGroup, ref pack);
    }

    private static LineChunks ForwardChunks(in ConvolutionGeometry g) => new(
        g.Batch, g.OutHeight, (long)g.OutWidth * g.KernelSize * g.GroupOut, (long)g.StrideY * g.InWidth * g.GroupIn + (long)g.OutWidth * g.GroupOut, FloatsInCache, LineChunks.Usual / g.Groups);

    private static void DotsForward(in ConvolutionGeometry g, float* x, float* packed, float* y, in Epilogue e) => Run(g, new WindowDots()
    {
        Window = Window(g, x, 0), LineLength = g.OutWidth, Outputs = g.OutChannels, Kernels = packed, Target = y, TargetHeight = g.OutHeight, Epilogue = e,
    });

    private static void Run<T>(in ConvolutionGeometry g, T kernel) where T : struct, ILineKernel
    {
        LineWork<T> work = new() { Kernel = kernel, Chunks = ForwardChunks(g) };
        Workers.Run(work.Chunks.Count, ref work);
    }

    /// <summary>A kernel that computes output lines of some images.</summary>
    internal interface ILineKernel
    {
        /// <summary>Computes lines [first, first + lines) of images [image, image + images).</summary>
        void Run(int image, int images, int first, int lines);
    }

    private struct LineWork<T> : Workers.IWork where T : struct, ILineKernel
    {
        public T Kernel;
        public LineChunks Chunks;

        public readonly void Run(int chunk)
        {
            (int image, int images, int first, int lines) = Chunks[chunk];
            Kernel.Run(image, images, first, lines);
        }
    }

    private struct PackForward : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* W, Panels;

        public int Width;

        public readonly int PerGroup => (Geometry.GroupOut + Width - 1) / Width;

        public readonly void Run(int chunk)
        {
            int outputs = Geometry.GroupOut, k = Geometry.KernelSize, group = chunk / PerGroup, column = chunk % PerGroup * Width;
            float* from = W + ((nint)group * outputs + column) * k;
            Compute.Panels.Transpose(from, k, k, Math.Min(Width, outputs - column), Panels + (nint)chunk * Width * k, Width);
        }
    }

    private struct ForwardWork : Workers.IWork
    {
        public ConvolutionGeometry Geometry;
        public float* X, Y, Panels;
        public Epilogue Epilogue;
        public LineChunks Chunks;

        public readonly void Run(int chunk)
        {
            int group = chunk / Chunks.Count;
            int column = group * Geometry.GroupOut;
            WindowProduct product = new()
            {
                Window = Window(Geometry, X, group),
                Lines = Geometry.OutHeight, LineLength = Geometry.OutWidth,
                Columns = Geometry.GroupOut, PanelWidth = Compute.Panels.Width(Geometry.GroupOut), PanelRows = Geometry.KernelSize,
                Panels = Panels + group * Compute.Panels.Floats(Geometry.GroupOut, Geometry.KernelSize),
                Target = Y + column, TargetHeight = Geometry.OutHeight, TargetWidth = Geometry.OutWidth, TargetChannels = Geometry.OutChannels,
                TargetStepY = 1, TargetStepX = 1,
                Epilogue = Epilogue,
            };
            if (Epilogue.Bias != null) product.Epilogue.Bias += column;
            if (Epilogue.Residual != null) product.Epilogue.Residual += column;
            (int image, int images, int first, int lines) = Chunks[chunk % Chunks.Count];
            product.Run(image, images, first, lines);
        }
    }

    /// <summary>The windows of one group over x.</summary>
    private static Window Window(in ConvolutionGeometry g, float* x, int group) => new()
    {
        Source = x + group * g.GroupIn, SourceHeight = g.InHeight, SourceWidth = g.InWidth, SourceChannels = g.InChannels,
        Channels = g.GroupIn, Height = g.KernelHeight, Width = g.KernelWidth, DilationY = g.DilationY, DilationX = g.DilationX,
        StepY = g.StrideY, StepX = g.StrideX, OriginY = -g.PadTop, OriginX = -g.PadLeft,
    };
}
