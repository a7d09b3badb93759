using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>The rows of an integral image as floats. Kept are the sums above each strip of rows; those within it are made from the image's rows when they are asked for.</summary>
/// <typeparam name="T">The samples.</typeparam>
/// <typeparam name="TSum">What holds the largest sum exactly, or a double.</typeparam>
internal sealed unsafe class IntegralRows<T, TSum> : ImageRows where T : unmanaged, INumber<T> where TSum : unmanaged, INumber<TSum>
{
    private const int RowsOfStrip = 128;

    private readonly ImageRows image;
    private readonly bool square;
    private readonly int samples;
    private readonly TSum[][] above; // of each strip

    public IntegralRows(ImageRows image, ImageKind kind, bool square) : base(kind)
    {
        (this.image, this.square, samples) = (image, square, image.Kind.RowSamples);
        above = new TSum[(image.Kind.Height + RowsOfStrip - 1) / RowsOfStrip][];
        above[0] = new TSum[samples];
        RowBlocks.RunEach(above.Length - 1, s =>
        {
            TSum[] sums = new TSum[samples];
            fixed (TSum* sum = sums)
            {
                TSum* pointer = sum;
                image.Visit(new RowRange(s * RowsOfStrip, (s + 1) * RowsOfStrip), (rows, range) =>
                {
                    for (int y = range.From; y < range.To; y++) RunningSums.AddColumns((T*)rows.Row(y), samples, square, pointer);
                });
            }
            RunningSums.Run<TSum>(sums, image.Kind.Channels);
            above[s + 1] = sums;
        });
        for (int s = 1; s < above.Length; s++) TensorPrimitives.Add<TSum>(above[s], above[s - 1], above[s]);
    }

    public override int StripRows => RowsOfStrip;

    public override void Make(RowRange range, PixelRows target)
    {
        TSum* sums = (TSum*)NativeMemory.Alloc((nuint)samples, (nuint)(sizeof(TSum) + sizeof(float)));
        float* unseen = (float*)(sums + samples);
        try
        {
            // Row y + 1 of the result is what is above the image's row y and in it.
            if (range.From == 0) target.Row<float>(0, Kind.RowSamples).Clear();
            for (int s = Math.Max(0, range.From - 1) / RowsOfStrip; s * RowsOfStrip < Math.Min(range.To - 1, image.Kind.Height); s++)
            {
                above[s].CopyTo(new Span<TSum>(sums, samples));
                image.Visit(new RowRange(s * RowsOfStrip, Math.Min(range.To - 1, (s + 1) * RowsOfStrip)), (rows, strip) =>
                {
                    for (int y = strip.From; y < strip.To; y++)
                    {
                        float* result = y + 1 < range.From ? unseen : (float*)target.Row(y + 1) + Kind.Channels;
                        RunningSums.Add((T*)rows.Row(y), image.Kind.Width, image.Kind.Channels, square, sums, result);
                        if (result != unseen) target.Row<float>(y + 1, Kind.Channels).Clear();
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
