using System.Numerics;

namespace Fovea.Imaging;

/// <summary>The sample types as they are asked for by name.</summary>
public enum DepthName
{
    /// <summary>Bytes, 0 to 255.</summary>
    Uint8,

    /// <summary>16 bits, 0 to 65535.</summary>
    Uint16,

    /// <summary>Floats, black to white 0 to 1.</summary>
    Float,
}

/// <summary>
/// The image with samples of another type: black to white, 0 to 255, 0 to 65535 and 0 to 1, is mapped linearly, as <see cref="DepthConversion"/> does, or
/// with <c>range=keep</c> the numbers stay what they are (255 becomes 255.0), rounded (halves to even) and clamped.
/// </summary>
/// <param name="To">The type of samples.</param>
/// <param name="Range">Whether black to white is mapped, or numbers stay.</param>
public sealed record Depth([Parameter("type of samples")] DepthName To, [Parameter("whether black to white is mapped (255 becomes 1.0) or numbers stay (255 becomes 255.0)")] DepthRange Range = DepthRange.White) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Depth>("depth", "points", "A2", "samples of another type", "depth to=float");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => (PixelDepth)To == input.Depth ? [] : To switch
    {
        DepthName.Uint8 => [new DepthStage<T, byte>(input, Range)],
        DepthName.Uint16 => [new DepthStage<T, ushort>(input, Range)],
        _ => [new DepthStage<T, float>(input, Range)],
    };
}

/// <summary>What becomes of numbers when the type of samples changes.</summary>
public enum DepthRange
{
    /// <summary>White stays white: 255, 65535 and 1.0 are the same.</summary>
    White,

    /// <summary>Numbers stay: 7 becomes 7.0.</summary>
    Keep,
}

/// <summary>A step from one type of samples to another.</summary>
internal sealed unsafe class DepthStage<TIn, TOut>(ImageKind input, DepthRange range) : RowStage(input, new RowWindow(0, 0, 0, 0), Border.Replicate)
    where TIn : unmanaged where TOut : unmanaged
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Depth = Image<TOut>.SampleDepth };

    // Room for the row as floats where both types are integers and numbers stay.
    public override long StateBytes => range == DepthRange.Keep && typeof(TIn) != typeof(float) && typeof(TOut) != typeof(float) ? Input.RowSamples * sizeof(float) : 0;

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        ReadOnlySpan<TIn> from = new(rows[0], Input.RowSamples);
        Span<TOut> to = new(results[0], Input.RowSamples);
        if (range == DepthRange.White) DepthConversion.Convert(from, to);
        else if (typeof(TOut) == typeof(float)) SampleConversion.ToSingle(from, new Span<float>(results[0], Input.RowSamples));
        else
        {
            float* floats = (float*)rows[0];
            if (typeof(TIn) != typeof(float)) SampleConversion.ToSingle(from, new Span<float>(floats = (float*)state, Input.RowSamples));
            SampleRounding.Nearest(floats, (TOut*)results[0], Input.RowSamples);
        }
    }
}
