namespace Fovea.Compute;

/// <summary>
/// The shape of a two-dimensional correlation over channels-last arrays: x (Batch, InHeight, InWidth, InChannels),
/// w (OutChannels, KernelHeight, KernelWidth, InChannels / Groups), y (Batch, OutHeight, OutWidth, OutChannels):
/// y[n, oy, ox, o] = sum over (ky, kx, c) of x[n, oy StrideY - PadTop + ky DilationY, ox StrideX - PadLeft + kx DilationX, c] w[o, ky, kx, c],
/// where x is zero outside. The padding below and to the right is whatever the output size implies.
/// </summary>
/// <param name="Batch">Images.</param>
/// <param name="InHeight">Rows of the input.</param>
/// <param name="InWidth">Columns of the input.</param>
/// <param name="InChannels">Channels of the input, a multiple of <paramref name="Groups"/>.</param>
/// <param name="OutHeight">Rows of the output.</param>
/// <param name="OutWidth">Columns of the output.</param>
/// <param name="OutChannels">Channels of the output, a multiple of <paramref name="Groups"/>.</param>
/// <param name="KernelHeight">Rows of the kernel, at least 1.</param>
/// <param name="KernelWidth">Columns of the kernel, at least 1.</param>
/// <param name="StrideY">Input rows from one output row to the next, at least 1.</param>
/// <param name="StrideX">Input columns from one output column to the next, at least 1.</param>
/// <param name="PadTop">Zero rows above the input.</param>
/// <param name="PadLeft">Zero columns to the left of the input.</param>
/// <param name="DilationY">Input rows from one kernel row to the next, at least 1.</param>
/// <param name="DilationX">Input columns from one kernel column to the next, at least 1.</param>
/// <param name="Groups">Output channel o sees only the input channels of its own group.</param>
public readonly record struct ConvolutionGeometry(
    int Batch, int InHeight, int InWidth, int InChannels, int OutHeight, int OutWidth, int OutChannels, int KernelHeight, int KernelWidth,
    int StrideY, int StrideX, int PadTop, int PadLeft, int DilationY, int DilationX, int Groups)
{
    /// <summary>Whether only kernels are taken that add up the products themselves, each rounded once (no Winograd).</summary>
    public bool Exact { get; init; }

    /// <summary>Whether packed kernels are used for many calls, so that packing them costs nothing.</summary>
    public bool KeepsPacked { get; init; }

    internal int GroupIn => InChannels / Groups;
    internal int GroupOut => OutChannels / Groups;
    internal int Taps => KernelHeight * KernelWidth;

    /// <summary>Values of one kernel: KernelHeight x KernelWidth x InChannels / Groups.</summary>
    internal int KernelSize => Taps * GroupIn;

    internal long OutPixels => (long)Batch * OutHeight * OutWidth;
    internal long OutSize => OutPixels * OutChannels;
    internal long InSize => (long)Batch * InHeight * InWidth * InChannels;
    internal long WeightSize => (long)OutChannels * KernelSize;
}
