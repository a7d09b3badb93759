namespace Fovea.Compute;

public static unsafe partial class Convolution
{
    // The 64 points of 5 x 5 lose more precision than the 36 of 3 x 3: sums of fewer channels would feel it.
    private const int LeastChannelsOf5 = 16;

    private static bool TakesWinograd(in ConvolutionGeometry g) =>
        g is { KernelHeight: 3 or 5, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Exact: false } && g.KernelWidth == g.KernelHeight
        && (g.KernelHeight == 3 || Math.Min(g.GroupIn, g.GroupOut) >= LeastChannelsOf5);

    private static WinogradForm Form(Kernel kernel, in ConvolutionGeometry g) => new(kernel == Kernel.Winograd2 ? 2 : 4, g.KernelHeight);

    private static Kernel? ForwardWinograd(in ConvolutionGeometry g) =>
        TakesWinograd(g) && OverhangsLittle(g) ? ProductWinograd(g, g.OutHeight, g.OutWidth, ForwardSlices(g), g.KeepsPacked) : null;

    private static Kernel? InputGradientWinograd(in ConvolutionGeometry g) =>
        TakesWinograd(g) && IsOverhungLittle(g) ? ProductWinograd(g, g.InHeight, g.InWidth, InputGradientSlices(g), kept: false) : null;

    private static Kernel? ProductWinograd(in ConvolutionGeometry g, int height, int width, in WinogradSlices slices, bool kept) => Cheapest(
        g, slices, WinogradProduct.Cost(Form(Kernel.Winograd, g), g.Batch, height, width, slices, kept), WinogradProduct.Cost(Form(Kernel.Winograd2, g), g.Batch, height, width, slices, kept),
        Worth(g, (long)g.Batch * height * width, slices));

    private static Kernel? WeightGradientWinograd(in ConvolutionGeometry g)
    {
        if (!TakesWinograd(g)) return null;
        WinogradSlices slices = ForwardSlices(g);
        // On small maps the direct way spends most of its time on the sums of its parts: written, and read to be added up.
        int parts = slices.Lanes ? 0 : new WeightGradientPlan(g).Parts.Count;
        return Cheapest(
            g, slices, WinogradCorrelation.Cost(Form(Kernel.Winograd, g), g, slices), WinogradCorrelation.Cost(Form(Kernel.Winograd2, g), g, slices),
            Worth(g, g.OutPixels, slices) + WinogradCorrelation.MovingCost((parts > 1 ? 2 * parts : parts) * g.WeightSize));
    }

    /// <summary>What results of so many pixels may cost at most to be faster than the direct way, in multiply-adds at the peak.</summary>
    private static long Worth(in ConvolutionGeometry g, long pixels, in WinogradSlices slices) => slices.Worth(g.Taps * pixels * slices.Rows * slices.Columns, pixels);

    /// <summary>The cheaper of the tiles of 4 x 4 and 2 x 2, where it costs less than the direct way.</summary>
    private static Kernel? Cheapest(in ConvolutionGeometry g, in WinogradSlices slices, long cost, long cost2, long worth)
    {
        if (!slices.Pay) return null;
        if (g.KernelHeight != 3 || slices.Lanes) cost2 = long.MaxValue;
        return Math.Min(cost, cost2) >= worth ? null : cost2 < cost ? Kernel.Winograd2 : Kernel.Winograd;
    }

    private static WinogradSlices ForwardSlices(in ConvolutionGeometry g) => new(g.InChannels, g.OutChannels, g.Groups);

    private static WinogradSlices InputGradientSlices(in ConvolutionGeometry g) => new(g.OutChannels, g.InChannels, g.Groups);

    private static void WinogradPackForward(WinogradForm form, in ConvolutionGeometry g, float* w, float* packed, float* direct)
    {
        WinogradSlices slices = ForwardSlices(g);
        // Of groups side by side every output has its column, as if they were one group.
        PackPanels(slices.Lanes ? g with { Groups = 1, InChannels = g.GroupIn } : g, w, slices.PanelWidth, direct);
        WinogradPack(form, direct, slices, packed);
    }

    // A result's error is that of its whole tile. Where its own window sees fewer than 3 of 5 lines, that would be much for its own few products.
    private const int MostOverhang = 2;

    /// <summary>Whether the windows over x see most of their taps.</summary>
    private static bool OverhangsLittle(in ConvolutionGeometry g) =>
        Math.Max(g.PadTop, g.PadLeft) <= MostOverhang && g.OutHeight + g.KernelHeight - 1 - g.PadTop - g.InHeight <= MostOverhang && g.OutWidth + g.KernelWidth - 1 - g.PadLeft - g.InWidth <= MostOverhang;

    /// <summary>Whether the windows over dy, for the gradient by the input, do so.</summary>
    private static bool IsOverhungLittle(in ConvolutionGeometry g) =>
        g.KernelHeight - 1 - Math.Min(g.PadTop, g.PadLeft) <= MostOverhang && g.InHeight + g.PadTop - g.OutHeight <= MostOverhang && g.InWidth + g.PadLeft - g.OutWidth <= MostOverhang;

    /// <summary>Kernels packed as the direct way has them, to the points of Winograd's algorithm.</summary>
    private static void WinogradPack(WinogradForm form, float* direct, in WinogradSlices slices, float* packed)
    {
        PackWinograd pack = new() { Form = form, Direct = direct, Packed = packed, PanelFloats = slices.PanelFloats };
        Workers.Run(slices.Count * slices.PanelsPerSlice, ref pack);
    }

    private static void WinogradForward(WinogradForm form, in ConvolutionGeometry g, float* x, float* packed, float* y, in Epilogue e)
    {
        WinogradProduct product = new(form, g.Batch, g.OutHeight, g.OutWidth, ForwardSlices(g))
        {
            Source = x, SourceHeight = g.InHeight, SourceWidth = g.InWidth, OriginY = -g.PadTop, OriginX = -g.PadLeft, Target = y, Panels = packed, Epilogue = e,
        };
        Workers.Run(product.Chunks, ref product);
    }

    // The kernels packed as the direct way has them, behind the kernels at the points.
    private static long WinogradInputGradientScratchBytes(WinogradForm form, in ConvolutionGeometry g)
    {
        WinogradSlices slices = InputGradientSlices(g);
        return (slices.KernelFloats(form.Points) + slices.KernelFloats(g.Taps)) * sizeof(float);
    }

    /// <summary>The gradient by the input is the correlation of dy with the kernels turned by half a turn, inputs and outputs exchanged.</summary>
    private static void WinogradInputGradient(WinogradForm form, in ConvolutionGeometry g, float* w, float* dy, float* dx, float* scratch)
    {
        WinogradSlices slices = InputGradientSlices(g);
        float* direct = scratch + slices.KernelFloats(form.Points);
        if (slices.Lanes) PackTurnedLanes(g, w, slices.PanelWidth, direct);
        else
        {
            PackInputGradient pack = new() { Geometry = g, W = w, Panels = direct };
            Workers.Run(g.Groups * Panels.Count(g.GroupIn), ref pack);
        }
        WinogradPack(form, direct, slices, scratch);
        WinogradProduct product = new(form, g.Batch, g.InHeight, g.InWidth, slices)
        {
            Source = dy, SourceHeight = g.OutHeight, SourceWidth = g.OutWidth, OriginY = g.PadTop + 1 - g.KernelHeight, OriginX = g.PadLeft + 1 - g.KernelWidth, Target = dx, Panels = scratch,
        };
        Workers.Run(product.Chunks, ref product);
    }

    /// <summary>The kernels of groups side by side, last tap first, a column per input: panel[tap][member of the outputs][input].</summary>
    private static void PackTurnedLanes(in ConvolutionGeometry g, float* w, int width, float* to)
    {
        int group = g.GroupIn;
        for (int column = 0; column < g.InChannels; column += width)
            for (int tap = g.Taps - 1; tap >= 0; tap--)
                for (int member = 0; member < group; member++, to += width)
                    for (int c = 0; c < width; c++)
                        to[c] = column + c < g.InChannels ? w[((nint)((column + c) / group * group + member) * g.Taps + tap) * group + c % group] : 0;
    }

    /// <summary>Brings a panel of kernels to the points.</summary>
    private struct PackWinograd : Workers.IWork
    {
        public float* Direct, Packed;
        public WinogradForm Form;
        public nint PanelFloats;

        public readonly void Run(int chunk) => WinogradProduct.Kernels(Form, Direct + Form.Taps * Form.Taps * chunk * PanelFloats, PanelFloats, Packed + Form.Points * chunk * PanelFloats);
    }
}
