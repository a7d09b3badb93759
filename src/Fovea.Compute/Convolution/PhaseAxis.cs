namespace Fovea.Compute;

/// <summary>
/// One axis of a phase: the taps first, first + every, ... (count of them) reach the input pixels at this phase, tap j of them at
/// output pixel (grid pixel + origin - j * dilation).
/// </summary>
internal readonly struct PhaseAxis
{
    public readonly int First, Every, Count, Origin, Dilation;

    public PhaseAxis(int phase, int stride, int pad, int dilation, int taps)
    {
        int common = stride;
        for (int b = dilation; b != 0;) (common, b) = (b, common % b);
        (Every, Dilation) = (stride / common, dilation / common);
        while (First < taps && (phase + pad - First * dilation) % stride != 0) First++;
        if (First >= taps || First >= Every)
        {
            First = taps;
            return;
        }
        Count = (taps - First + Every - 1) / Every;
        Origin = (phase + pad - First * dilation) / stride;
    }
}
