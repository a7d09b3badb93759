using System.Numerics;

namespace Fovea.Imaging;

/// <summary>A step over keys.</summary>
/// <param name="input">What comes in.</param>
/// <param name="window">How far the step looks around a pixel.</param>
/// <param name="border">What it sees beyond the edge.</param>
/// <param name="outside">The key that is seen beyond the edge where the border is constant, if it is not the border's value.</param>
internal abstract unsafe class OrderStage<K>(ImageKind input, RowWindow window, Border border, K? outside = null) : RowStage(input, window, border)
    where K : unmanaged, INumber<K>, IMinMaxValue<K>
{
    /// <summary>Whether the result is wanted as samples and not as keys; they differ for floats.</summary>
    public bool GivesSamples { get; set; }

    /// <summary>Kernels read whole vectors, also beyond a row's last, so rows always lie in memory of our own.</summary>
    public sealed override bool ReadsMargins => true;

    public sealed override void FillConstant(byte* memory, int bytes) =>
        new Span<K>(memory, bytes / sizeof(K)).Fill(outside ?? SampleKeys.Of<K>(Border.Value));

    /// <summary>How far behind an input row's first sample the window of the first pixel of the result begins.</summary>
    protected int FirstSample => Border.Kind == BorderKind.Valid ? 0 : -Window.Left * Input.Channels;

    /// <summary>Turns a finished part of a row to samples, if they are wanted.</summary>
    protected void Finish(K* result, int count)
    {
        if (typeof(K) == typeof(int) && GivesSamples) SampleKeys.Decode((int*)result, count);
    }
}
