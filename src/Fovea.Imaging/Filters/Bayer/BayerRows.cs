using System.Numerics;
using System.Runtime.CompilerServices;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// Rows of RGB from rows of a Bayer pattern, in floats. Five rows around the one that is made lie in a ring, two pixels longer at both ends, mirrored so that the pattern goes on.
/// Per row there are two kinds of pixels: those of the row's colour, red or blue, and green ones.
/// </summary>
internal sealed unsafe class BayerRows<T>(BayerOrder order, DemosaicMethod method, double black, double gain, ImageKind input, ImageKind output) : RowMaker(input, output)
    where T : unmanaged
{
    private const int Margin = 16, Ring = 5, Reach = 2;

    private readonly int height = input.Height, width = input.Width;

    // At the edge two rows inside are seen, and OpenCV's outermost rows are those inside again.
    public override RowRange Sees(RowRange wanted) => new(Math.Max(0, Math.Min(wanted.From, height - 1 - Reach) - Reach), Math.Min(height, Math.Max(wanted.To, 1 + Reach) + Reach));

    public override void Run(PixelRows source, PixelRows result, RowRange wanted)
    {
        RowBlocks.Run(wanted.Count, (_, begin, end) =>
        {
            (int from, int to) = (wanted.From + begin, wanted.From + end);
            int stride = (width + 2 * Margin + 15) / 16 * 16;
            float* memory = (float*)Workers.Scratch(((long)Ring + 5) * stride * sizeof(float)) + Margin;
            float* own = memory + Ring * stride, other = own + stride, green = other + stride, pixels = green + stride - Margin;
            float** rows = stackalloc float*[Ring];
            int next = from - Reach;
            bool inBytes = typeof(T) == typeof(byte) && method == DemosaicMethod.Bilinear && black == 0 && gain == 1 && height > 2 && BayerBytes.Fits(width);
            bool copies = method == DemosaicMethod.Bilinear && height > 2 && width > 2;
            for (int y = from; y < to; y++)
            {
                // OpenCV's outermost rows are the ones inside again.
                int made = copies ? Math.Clamp(y, 1, height - 2) : y;
                if (inBytes)
                {
                    BayerBytes.Bilinear(source.Row(made - 1), source.Row(made), source.Row(made + 1), result.Row(y), width, order, made);
                    continue;
                }
                if (made == y)
                    for (; next <= y + Reach; next++) Load(source.Row(Border.Reflect.Map(next, height)), memory + (next + Ring) % Ring * stride);
                else
                    for (int i = made - 2; i <= made + Reach; i++) Load(source.Row(Border.Reflect.Map(i, height)), memory + (i + Ring) % Ring * stride);
                for (int k = 0; k < Ring; k++) rows[k] = memory + (made - 2 + k + Ring) % Ring * stride;
                (int redY, int redX) = order.Red();
                bool redRow = (made & 1) == redY;
                int first = redRow ? redX : 1 - redX; // the column of the row's own colour
                if (method == DemosaicMethod.Bilinear) Bilinear(rows, own, green, other, first);
                else Malvar(rows, own, green, other, first);
                Interleaving.Join(redRow ? own : other, green, redRow ? other : own, pixels, width, 3);
                if (copies)
                    for (int c = 0; c < 3; c++) (pixels[c], pixels[3 * width - 3 + c]) = (pixels[3 + c], pixels[3 * width - 6 + c]);
                SampleConversion.FromSingle(new Span<float>(pixels, 3 * width), new Span<T>((T*)result.Row(y), 3 * width));
            }
        });
    }

    private void Load(byte* row, float* to)
    {
        SampleConversion.ToSingle(new ReadOnlySpan<T>(row, width), new Span<float>(to, width));
        if (black != 0 || gain != 1)
            for (int x = 0; x < width; x++) to[x] = (float)((to[x] - black) * gain);
        for (int x = 1; x <= 2; x++)
        {
            to[-x] = to[Border.Reflect.Map(-x, width)];
            to[width - 1 + x] = to[Border.Reflect.Map(width - 1 + x, width)];
        }
    }

    // Both kinds of pixels are computed everywhere, and the one that a pixel is of is kept. Rows have room for a vector behind their ends.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bilinear(float** rows, float* own, float* green, float* other, int first)
    {
        float* up = rows[1], at = rows[2], down = rows[3];
        Vector<int> isOwn = Alternating(first);
        for (int x = 0; x < width; x += Vector<float>.Count)
        {
            Vector<float> here = Vector.Load(at + x), beside = Vector.Load(at + x - 1) + Vector.Load(at + x + 1), above = Vector.Load(up + x) + Vector.Load(down + x);
            Vector<float> corners = Vector.Load(up + x - 1) + Vector.Load(up + x + 1) + (Vector.Load(down + x - 1) + Vector.Load(down + x + 1));
            Vector.ConditionalSelect(isOwn, here, beside * 0.5f).Store(own + x);
            Vector.ConditionalSelect(isOwn, (above + beside) * 0.25f, here).Store(green + x);
            Vector.ConditionalSelect(isOwn, corners * 0.25f, above * 0.5f).Store(other + x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Malvar(float** rows, float* own, float* green, float* other, int first)
    {
        float* up2 = rows[0], up = rows[1], at = rows[2], down = rows[3], down2 = rows[4];
        Vector<int> isOwn = Alternating(first);
        for (int x = 0; x < width; x += Vector<float>.Count)
        {
            Vector<float> here = Vector.Load(at + x), above = Vector.Load(up + x) + Vector.Load(down + x), above2 = Vector.Load(up2 + x) + Vector.Load(down2 + x);
            Vector<float> beside = Vector.Load(at + x - 1) + Vector.Load(at + x + 1), beside2 = Vector.Load(at + x - 2) + Vector.Load(at + x + 2);
            Vector<float> corners = Vector.Load(up + x - 1) + Vector.Load(up + x + 1) + (Vector.Load(down + x - 1) + Vector.Load(down + x + 1));
            Vector<float> fivefold = here * 5f - corners;
            Vector.ConditionalSelect(isOwn, here, (fivefold + beside * 4f - beside2 + above2 * 0.5f) * 0.125f).Store(own + x);
            Vector.ConditionalSelect(isOwn, (here * 4f + (beside + above) * 2f - beside2 - above2) * 0.125f, here).Store(green + x);
            Vector.ConditionalSelect(isOwn, (here * 6f + corners * 2f - (beside2 + above2) * 1.5f) * 0.125f, (fivefold + above * 4f - above2 + beside2 * 0.5f) * 0.125f).Store(other + x);
        }
    }

    // All ones in every other lane, from the first or the second one on.
    private static Vector<int> Alternating(int first) => Vector.Equals(Vector<int>.Indices & Vector<int>.One, new Vector<int>(first));
}
