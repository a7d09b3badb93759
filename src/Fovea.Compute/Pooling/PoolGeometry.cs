namespace Fovea.Compute;

/// <summary>
/// The shape of a pooling over channels-last arrays: x (batch, inHeight, inWidth, channels), y (batch, outHeight, outWidth, channels).
/// Element k of the window of output (oy, ox) is input (oy strideY - padTop + offsetsY[k], ox strideX - padLeft + offsetsX[k]); elements outside the
/// input are ignored. The offsets may describe any neighbourhood, in any order; the order decides which of several maxima is the first.
/// </summary>
/// <remarks>Nothing is checked here: all sizes are positive (or 0 where nothing is to be computed), the two offset arrays equally long.</remarks>
public sealed class PoolGeometry(
    int batch, int inHeight, int inWidth, int channels, int outHeight, int outWidth, int strideY, int strideX, int padTop, int padLeft,
    int[] offsetsY, int[] offsetsX)
{
    /// <summary>Images.</summary>
    public int Batch { get; } = batch;

    /// <summary>Rows of the input.</summary>
    public int InHeight { get; } = inHeight;

    /// <summary>Columns of the input.</summary>
    public int InWidth { get; } = inWidth;

    /// <summary>Channels of input and output.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows of the output.</summary>
    public int OutHeight { get; } = outHeight;

    /// <summary>Columns of the output.</summary>
    public int OutWidth { get; } = outWidth;

    /// <summary>Input rows from one output row to the next.</summary>
    public int StrideY { get; } = strideY;

    /// <summary>Input columns from one output column to the next.</summary>
    public int StrideX { get; } = strideX;

    /// <summary>Subtracted from every input row.</summary>
    public int PadTop { get; } = padTop;

    /// <summary>Subtracted from every input column.</summary>
    public int PadLeft { get; } = padLeft;

    /// <summary>Elements of a window.</summary>
    public int Window { get; } = offsetsY.Length;

    internal int[] OffsetsY { get; } = offsetsY;
    internal int[] OffsetsX { get; } = offsetsX;

    internal nint InImage => (nint)InHeight * InWidth * Channels;
    internal nint OutImage => (nint)OutHeight * OutWidth * Channels;

    /// <summary>The window is 2 x 2 in reading order, the stride 2, nothing lies outside: the common case, which needs no bounds.</summary>
    internal bool IsTwoByTwo { get; } =
        strideY == 2 && strideX == 2 && outHeight > 0 && outWidth > 0 && padTop == 0 && padLeft == 0 && 2 * outHeight <= inHeight && 2 * outWidth <= inWidth
        && offsetsY is [0, 0, 1, 1] && offsetsX is [0, 1, 0, 1];
}
