using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>Components as an image.</summary>
/// <param name="kind">What the image is.</param>
/// <param name="components">The components.</param>
/// <param name="picture">How they are shown.</param>
internal sealed unsafe class DrawnComponents(ImageKind kind, ChosenComponents components, ComponentPicture picture) : ImageRows(kind)
{
    public override int StripRows => ChosenComponents.StripRows;

    public override void Make(RowRange range, PixelRows target)
    {
        int* labels = (int*)NativeMemory.Alloc((nuint)Kind.Width, sizeof(int));
        try
        {
            components.Visit(range, (rows, strip) =>
            {
                for (int y = rows.From; y < rows.To; y++)
                {
                    if (picture == ComponentPicture.Mask)
                    {
                        strip.Mask(y, target.Row(y));
                        continue;
                    }
                    strip.Expand(y, labels);
                    if (picture == ComponentPicture.Labels) TensorPrimitives.ConvertTruncating<int, float>(new ReadOnlySpan<int>(labels, Kind.Width), target.Row<float>(y, Kind.Width));
                    else Color(new ReadOnlySpan<int>(labels, Kind.Width), target.Row(y));
                }
            });
        }
        finally
        {
            NativeMemory.Free(labels);
        }
    }

    private static void Color(ReadOnlySpan<int> labels, byte* row)
    {
        int present = 0;
        uint color = 0;
        foreach (int label in labels)
        {
            if (label != present) color = LabelColor.Of(present = label);
            (row[0], row[1], row[2]) = ((byte)(color >> 16), (byte)(color >> 8), (byte)color);
            row += 3;
        }
    }
}
