using System.Buffers;
using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>From bytes to the values of samples: byte b is b / 255.</summary>
internal static class PixelScale
{
    private static readonly float[] Scale = [.. Enumerable.Range(0, 256).Select(b => b / 255f)];

    /// <summary>Writes bytes as values.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<float> target)
    {
        float[] scale = Scale;
        for (int i = 0; i < source.Length; i++) target[i] = scale[source[i]];
    }

    /// <summary>Writes a framed picture as values.</summary>
    public static void Apply(in Framing framing, Image<byte> picture, Span<float> target)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(target.Length);
        framing.Apply(picture, bytes.AsSpan(0, target.Length));
        Apply(bytes.AsSpan(0, target.Length), target);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
