namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    private static bool TakesWinograd(in ConvolutionGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Groups: 1 } && !g.Exact;

    private static bool ForwardByWinograd(in ConvolutionGeometry g) => TakesWinograd(g) && WinogradProduct.Pays(g.Batch, g.OutHeight, g.OutWidth, g.InChannels, g.OutChannels);

    private static bool InputGradientByWinograd(in ConvolutionGeometry g) => TakesWinograd(g) && WinogradProduct.Pays(g.Batch, g.InHeight, g.InWidth, g.OutChannels, g.InChannels);

    private static bool WeightGradientByWinograd(in ConvolutionGeometry g) => TakesWinograd(g) && WinogradCorrelation.Pays(g);

    // The kernels packed as the direct way has them, behind the kernels at the points.
    private static long WinogradScratchBytes(int channels, int columns) =>
        (WinogradProduct.KernelFloats(channels, columns, PanelWidth(columns)) + PanelFloats(columns, 9L * channels)) * sizeof(float);

    private static void WinogradForward(in ConvolutionGeometry g, float* x, float* w, float* y, in Epilogue e, float* scratch)
    {
        PackWinograd pack = new() { Panels = scratch, Channels = g.InChannels, Columns = g.OutChannels };
        pack.Forward = new() { Geometry = g, W = w, Panels = pack.Direct };
        Workers.Run(PanelCount(g.OutChannels), ref pack);
        WinogradProduct product = new(g.Batch, g.OutHeight, g.OutWidth, g.InChannels, g.OutChannels, PanelWidth(g.OutChannels))
        {
            Source = x, SourceHeight = g.InHeight, SourceWidth = g.InWidth, OriginY = -g.PadTop, OriginX = -g.PadLeft, Target = y, Panels = scratch, Epilogue = e,
        };
        Workers.Run(product.Chunks, ref product);
    }

    /// <summary>The gradient by the input is the correlation of dy with the kernels turned by half a turn, inputs and outputs exchanged.</summary>
    private static void WinogradInputGradient(in ConvolutionGeometry g, float* w, float* dy, float* dx, float* scratch)
    {
        PackWinograd pack = new() { Panels = scratch, Channels = g.OutChannels, Columns = g.InChannels, IsGradient = true };
        pack.Gradient = new() { Geometry = g, W = w, Panels = pack.Direct };
        Workers.Run(PanelCount(g.InChannels), ref pack);
        WinogradProduct product = new(g.Batch, g.InHeight, g.InWidth, g.OutChannels, g.InChannels, PanelWidth(g.InChannels))
        {
            Source = dy, SourceHeight = g.OutHeight, SourceWidth = g.OutWidth, OriginY = g.PadTop - 2, OriginX = g.PadLeft - 2, Target = dx, Panels = scratch,
        };
        Workers.Run(product.Chunks, ref product);
    }

    /// <summary>Packs a panel of kernels as the direct way does and brings it to the points.</summary>
    private struct PackWinograd : Workers.IWork
    {
        public PackForward Forward;
        public PackInputGradient Gradient;
        public bool IsGradient;
        public int Channels, Columns;
        public float* Panels;

        public readonly float* Direct => Panels + WinogradProduct.KernelFloats(Channels, Columns, PanelWidth(Columns));

        public readonly void Run(int chunk)
        {
            if (IsGradient) Gradient.Run(chunk);
            else Forward.Run(chunk);
            int width = PanelWidth(Columns);
            nint panel = (nint)width * Channels;
            WinogradProduct.Kernels(Direct + 9 * chunk * panel, Channels, width, Panels + WinogradTiles.Points * chunk * panel);
        }
    }
}
