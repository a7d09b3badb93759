using System.Runtime.CompilerServices;

namespace Fovea.Imaging;

/// <summary>
/// An image turned by one quarter. Where all of it is made, the source is gone through once, strip by strip, each of which becomes some columns; for one who asks for a few rows, which are
/// made from all rows of the source, the source is stored.
/// </summary>
internal sealed unsafe class TurnedRows(ImageRows source, bool clockwise) : ImageRows(source.Kind with { Height = source.Kind.Width, Width = source.Kind.Height })
{
    /// <summary>Rows of the source that become columns together: a cache line of bytes, and few enough that a strip stays in cache.</summary>
    private const int RowsAtOnce = 64;

    private readonly Lock gate = new();
    private StoredRows? stored = source as StoredRows;

    public override void Make(RowRange range, PixelRows target)
    {
        lock (gate) stored ??= new StoredRows(source.ToImage());
        foreach (RowRange strip in RowRange.All(source.Kind).Cut(RowsAtOnce)) Turn(stored.Rows, strip, target, range);
    }

    public override void MakeAll(PixelRows target) => RowBlocks.RunEach((source.Kind.Height + RowsAtOnce - 1) / RowsAtOnce, s =>
    {
        RowRange strip = new(s * RowsAtOnce, Math.Min(source.Kind.Height, (s + 1) * RowsAtOnce));
        using RowBlock block = source.Read(strip);
        Turn(block.Rows, strip, target, RowRange.All(Kind));
    });

    /// <summary>Turns some rows of the source, as far as they are seen in some rows of the result.</summary>
    private void Turn(PixelRows from, RowRange strip, PixelRows to, RowRange range)
    {
        switch (Kind.PixelBytes)
        {
            case 1: Turn<byte>(from, strip, to, range, 1); break;
            case 2: Turn<ushort>(from, strip, to, range, 1); break;
            case 4: Turn<uint>(from, strip, to, range, 1); break;
            case 8: Turn<ulong>(from, strip, to, range, 1); break;
            default: Turn<byte>(from, strip, to, range, Kind.PixelBytes); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn<T>(PixelRows from, RowRange strip, PixelRows to, RowRange range, int parts) where T : unmanaged
    {
        for (int y = range.From; y < range.To; y++)
        {
            // Down a column of the source, where the result's row begins at the bottom if the turn is clockwise.
            int column = clockwise ? y : source.Kind.Width - 1 - y, step = clockwise ? -parts : parts;
            byte* pixel = from.Row(strip.From) + (long)column * parts * sizeof(T);
            T* result = (T*)to.Row(y) + (long)(clockwise ? Kind.Width - 1 - strip.From : strip.From) * parts;
            for (int i = 0; i < strip.Count; i++, pixel += from.Stride, result += step)
                for (int p = 0; p < parts; p++) result[p] = ((T*)pixel)[p];
        }
    }
}
