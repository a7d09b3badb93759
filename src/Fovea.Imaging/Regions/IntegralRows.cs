using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>The rows of an integral image as floats. Kept are the sums above each strip of rows; those within it are made from the image's rows when they are asked for.</summary>
internal sealed unsafe class IntegralRows<T> : ImageRows where T : unmanaged, INumber<T>
{
    private const int RowsOfStrip = 128;

    private readonly ImageRows image;
    private readonly bool square;
    private readonly int samples;
    private readonly double[][] above; // of each strip

    public IntegralRows(ImageRows image, ImageKind kind, bool square) : base(kind)
    {
        (this.image, this.square, samples) = (image, square, image.Kind.RowSamples);
        above = new double[(image.Kind.Height + RowsOfStrip - 1) / RowsOfStrip][];
        above[0] = new double[samples];
        RowBlocks.RunEach(above.Length - 1, s =>
        {
            double[] sums = new double[samples];
            fixed (double* sum = sums)
            {
                double* pointer = sum;
                image.Visit(new RowRange(s * RowsOfStrip, (s + 1) * RowsOfStrip), (rows, range) =>
                {
                    for (int y = range.From; y < range.To; y++) RunningSums.Add((T*)rows.Row(y), image.Kind.Width, image.Kind.Channels, square, pointer);
                });
            }
            above[s + 1] = sums;
        });
        for (int s = 1; s < above.Length; s++) TensorPrimitives.Add<double>(above[s], above[s - 1], above[s]);
    }

    public override int StripRows => RowsOfStrip;

    public override void Make(RowRange range, PixelRows target)
    {
        double* sums = (double*)NativeMemory.Alloc((nuint)samples, sizeof(double));
        try
        {
            // Row y + 1 of the result is what is above the image's row y and in it.
            if (range.From == 0) target.Row<float>(0, Kind.RowSamples).Clear();
            for (int s = Math.Max(0, range.From - 1) / RowsOfStrip; s * RowsOfStrip < Math.Min(range.To - 1, image.Kind.Height); s++)
            {
                above[s].CopyTo(new Span<double>(sums, samples));
                image.Visit(new RowRange(s * RowsOfStrip, Math.Min(range.To - 1, (s + 1) * RowsOfStrip)), (rows, strip) =>
                {
                    for (int y = strip.From; y < strip.To; y++)
                    {
                        RunningSums.Add((T*)rows.Row(y), image.Kind.Width, image.Kind.Channels, square, sums);
                        if (y + 1 < range.From) continue;
                        Span<float> result = target.Row<float>(y + 1, Kind.RowSamples);
                        result[..Kind.Channels].Clear();
                        TensorPrimitives.ConvertTruncating(new ReadOnlySpan<double>(sums, samples), result[Kind.Channels..]);
                    }
                });
            }
        }
        finally
        {
            NativeMemory.Free(sums);
        }
    }

    // The strips of the image, each with the row of the result below it.
    public override void MakeAll(PixelRows target) => RowBlocks.RunEach(above.Length, s =>
        Make(new RowRange(s == 0 ? 0 : s * RowsOfStrip + 1, Math.Min(Kind.Height, (s + 1) * RowsOfStrip + 1)), target));
}
