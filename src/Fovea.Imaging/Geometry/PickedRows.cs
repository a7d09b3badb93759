namespace Fovea.Imaging;

/// <summary>A resizing that picks one sample for each of the result.</summary>
internal sealed unsafe class PickedRows(ImageKind input, ImageKind output, ResizeAxis rows, ResizeAxis columns) : RowMaker(input, output)
{
    public override RowRange Sees(RowRange wanted) => rows.Sees(wanted);

    public override void Run(PixelRows source, PixelRows result, RowRange wanted)
    {
        int pixel = Input.PixelBytes;
        RowBlocks.Run(wanted.Count, (_, begin, end) =>
        {
            for (int y = wanted.From + begin; y < wanted.From + end; y++)
            {
                byte* from = source.Row(rows.First(y)), to = result.Row(y);
                for (int x = 0; x < columns.To; x++, to += pixel)
                {
                    byte* at = from + (long)columns.First(x) * pixel;
                    switch (pixel)
                    {
                        case 1: *to = *at; break;
                        case 2: *(ushort*)to = *(ushort*)at; break;
                        case 4: *(uint*)to = *(uint*)at; break;
                        default:
                            for (int i = 0; i < pixel; i++) to[i] = at[i];
                            break;
                    }
                }
            }
        });
    }
}
