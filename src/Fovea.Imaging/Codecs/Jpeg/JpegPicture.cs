using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>What the colours of a JPEG file's components mean.</summary>
internal enum JpegColors
{
    /// <summary>One component: grey.</summary>
    Gray,

    /// <summary>Luminance and two differences of colour (JFIF).</summary>
    YCbCr,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Inks; the picture is what they leave of white.</summary>
    Cmyk,

    /// <summary>Inks as luminance and differences of colour, and black.</summary>
    Ycck,
}

/// <summary>From coefficients to pixels: transforms blocks into planes, enlarges the planes to the image's size, converts colours.</summary>
internal sealed unsafe class JpegPicture
{
    private readonly JpegFrame frame;
    private readonly JpegColors colors;
    private readonly bool inverted;

    /// <summary>A picture with planes for all components.</summary>
    /// <param name="frame">The image.</param>
    /// <param name="colors">What the components are.</param>
    /// <param name="inverted">Whether inks are stored as what they leave (Adobe does).</param>
    public JpegPicture(JpegFrame frame, JpegColors colors, bool inverted)
    {
        (this.frame, this.colors, this.inverted) = (frame, colors, inverted);
        Image = Image<byte>.Uninitialized(frame.Height, frame.Width, colors == JpegColors.Gray ? 1 : 3);
        foreach (JpegComponent component in frame.Components)
            component.Plane = GC.AllocateUninitializedArray<byte>(checked(component.Stride * component.BlocksDown * 8), pinned: true); // pointers to its rows outlive the statement that takes them
    }

    /// <summary>The pixels.</summary>
    public Image<byte> Image { get; }

    /// <summary>Transforms the blocks of a row of units; <paramref name="recycle"/> gives their memory to a later row.</summary>
    public void Transform(int unitRow, bool recycle)
    {
        foreach (JpegComponent component in frame.Components)
            for (int v = 0; v < component.Vertical; v++)
            {
                int row = unitRow * component.Vertical + v;
                TransformRow(component, row);
                if (recycle) component.Recycle(row);
            }
    }

    /// <summary>Makes the pixels of a row of units. The rows of units beside it must have been transformed.</summary>
    public void Finish(int unitRow)
    {
        int height = 8 * frame.MaxVertical, last = Math.Min(frame.Height, (unitRow + 1) * height);
        // One row of samples for each component, and one of sums with a margin on both sides.
        long padded = Padded(frame.Width);
        ushort* sums = (ushort*)Workers.Scratch((sizeof(ushort) + frame.Components.Length) * padded) + Margin;
        byte* rows = (byte*)(sums + padded) - sizeof(ushort) * Margin;
        byte** component = stackalloc byte*[4];
        for (int y = unitRow * height; y < last; y++)
        {
            for (int c = 0; c < frame.Components.Length; c++)
                fixed (byte* plane = frame.Components[c].Plane)
                    component[c] = JpegUpsampling.Row(frame, frame.Components[c], plane, y, rows + c * padded, sums);
            fixed (byte* result = Image.Row(y)) JpegColorConversion.Row(colors, inverted, component, result, frame.Width);
        }
    }

    private const int Margin = 64;

    private static int Padded(int width) => width + 2 * Margin;

    private void TransformRow(JpegComponent component, int row)
    {
        short[]? coefficients = component.Rows[row];
        int stride = component.Stride;
        Span<byte> plane = component.Plane.AsSpan(row * 8 * stride, 8 * stride);
        if (coefficients is null)
        {
            plane.Fill(128); // no scan came to these blocks: the middle grey that their zeros stand for
            return;
        }
        fixed (short* blocks = coefficients)
        fixed (ushort* steps = component.Steps)
        fixed (byte* samples = plane)
            for (int x = 0; x < component.BlocksAcross; x++)
            {
                short* block = blocks + x * 64;
                if (HasDcOnly(block)) JpegTransform.InverseDc(block[0], steps[0], samples + x * 8, stride);
                else if (colors == JpegColors.Ycck) JpegExactTransform.Inverse(block, steps, samples + x * 8, stride);
                else JpegTransform.Inverse(block, steps, samples + x * 8, stride);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasDcOnly(short* block)
    {
        Vector256<short> first = Vector256.Load(block) & Vector256.Create(-1L << 16, -1, -1, -1).AsInt16();
        return (first | Vector256.Load(block + 16) | Vector256.Load(block + 32) | Vector256.Load(block + 48)) == Vector256<short>.Zero;
    }
}
