namespace Fovea.Imaging;

/// <summary>What samples stand for.</summary>
internal static unsafe class Samples
{
    /// <summary>The value that stands for white: 255, 65535, or 1 for floats.</summary>
    public static double White(PixelDepth depth) => depth switch { PixelDepth.UInt8 => 255, PixelDepth.UInt16 => 65535, _ => 1 };

    /// <summary>Carries the last channel of every pixel of a row over unchanged.</summary>
    public static void CopyAlpha<T>(T* from, T* to, int samples, int channels) where T : unmanaged
    {
        for (int i = channels - 1; i < samples; i += channels) to[i] = from[i];
    }
}
