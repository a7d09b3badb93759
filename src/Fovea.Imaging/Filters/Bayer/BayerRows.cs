using System.Numerics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// Rows of RGB from rows of a Bayer pattern, in floats. Five rows around the one that is made lie in a ring, two pixels longer at both ends, mirrored so that the pattern goes on.
/// Per row there are two kinds of pixels: those of the row's colour, red or blue, and green ones.
/// </summary>
internal sealed unsafe class BayerRows(BayerOrder order, DemosaicMethod method, double black, double gain, int height, int width)
{
    private const int Margin = 16, Ring = 5;

    public void Run<T>(PixelRows source, PixelRows target) where T : unmanaged
    {
        RowBlocks.Run(height, (_, from, to) =>
        {
            int stride = (width + 2 * Margin + 15) / 16 * 16;
            float* memory = (float*)Workers.Scratch(((long)Ring + 5) * stride * sizeof(float)) + Margin;
            float* own = memory + Ring * stride, other = own + stride, green = other + stride, pixels = green + stride - Margin;
            float** rows = stackalloc float*[Ring];
            int next = from - 2;
            bool inBytes = typeof(T) == typeof(byte) && method == DemosaicMethod.Bilinear && black == 0 && gain == 1 && height > 2 && BayerBytes.Fits(width);
            bool copies = method == DemosaicMethod.Bilinear && height > 2 && width > 2;
            for (int y = from; y < to; y++)
            {
                // OpenCV's outermost rows are the ones inside again.
                int made = copies ? Math.Clamp(y, 1, height - 2) : y;
                if (inBytes)
                {
                    BayerBytes.Bilinear(source.Row(made - 1), source.Row(made), source.Row(made + 1), target.Row(y), width, order, made);
                    continue;
                }
                if (made == y)
                    for (; next <= y + 2; next++) Load<T>(source.Row(Border.Reflect.Map(next, height)), memory + (next + Ring) % Ring * stride);
                else
                    for (int i = made - 2; i <= made + 2; i++) Load<T>(source.Row(Border.Reflect.Map(i, height)), memory + (i + Ring) % Ring * stride);
                for (int k = 0; k < Ring; k++) rows[k] = memory + (made - 2 + k + Ring) % Ring * stride;
                (int redY, int redX) = order.Red();
                bool redRow = (made & 1) == redY;
                int first = redRow ? redX : 1 - redX; // the column of the row's own colour
                if (method == DemosaicMethod.Bilinear) Bilinear(rows, own, green, other, first);
                else Malvar(rows, own, green, other, first);
                Interleaving.Join(redRow ? own : other, green, redRow ? other : own, pixels, width, 3);
                if (copies)
                    for (int c = 0; c < 3; c++) (pixels[c], pixels[3 * width - 3 + c]) = (pixels[3 + c], pixels[3 * width - 6 + c]);
                SampleConversion.FromSingle(new Span<float>(pixels, 3 * width), new Span<T>((T*)target.Row(y), 3 * width));
            }
        });
    }

    private void Load<T>(byte* row, float* to) where T : unmanaged
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

    private void Bilinear(float** rows, float* own, float* green, float* other, int first)
    {
        float* up = rows[1], at = rows[2], down = rows[3];
        for (int x = 0; x < width; x++)
        {
            if ((x & 1) == first)
            {
                own[x] = at[x];
                green[x] = (up[x] + down[x] + at[x - 1] + at[x + 1]) * 0.25f;
                other[x] = (up[x - 1] + up[x + 1] + down[x - 1] + down[x + 1]) * 0.25f;
            }
            else
            {
                own[x] = (at[x - 1] + at[x + 1]) * 0.5f;
                green[x] = at[x];
                other[x] = (up[x] + down[x]) * 0.5f;
            }
        }
    }

    private void Malvar(float** rows, float* own, float* green, float* other, int first)
    {
        float* up2 = rows[0], up = rows[1], at = rows[2], down = rows[3], down2 = rows[4];
        for (int x = 0; x < width; x++)
        {
            float beside = at[x - 1] + at[x + 1], beside2 = at[x - 2] + at[x + 2], above = up[x] + down[x], above2 = up2[x] + down2[x];
            float corners = up[x - 1] + up[x + 1] + down[x - 1] + down[x + 1];
            if ((x & 1) == first)
            {
                own[x] = at[x];
                green[x] = (4 * at[x] + 2 * (beside + above) - beside2 - above2) * 0.125f;
                other[x] = (6 * at[x] + 2 * corners - 1.5f * (beside2 + above2)) * 0.125f;
            }
            else
            {
                own[x] = (5 * at[x] + 4 * beside - corners - beside2 + 0.5f * above2) * 0.125f;
                green[x] = at[x];
                other[x] = (5 * at[x] + 4 * above - corners - above2 + 0.5f * beside2) * 0.125f;
            }
        }
    }
}
