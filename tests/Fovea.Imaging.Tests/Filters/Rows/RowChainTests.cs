using System.Buffers;

namespace Fovea.Imaging.Tests.Filters.Rows;

/// <summary>Chains of steps against the same steps on whole images, pixel by pixel.</summary>
public sealed class RowChainTests
{
    [Fact]
    public void AChainEqualsItsStepsOneByOne()
    {
        Random random = new(1);
        BorderKind[] kinds = Enum.GetValues<BorderKind>();
        for (int trial = 0; trial < 400; trial++)
        {
            Image<float> source = new(random.Next(1, 6) == 1 ? random.Next(65, 200) : random.Next(1, 20), random.Next(1, 12), random.Next(1, 4));
            for (int i = 0; i < source.Pixels.Length; i++) source.Pixels[i] = random.Next(-50, 50);
            List<Weights> steps = [];
            ImageKind kind = source.Kind;
            for (int s = random.Next(1, 4); s > 0; s--)
            {
                RowWindow window = new(random.Next(4), random.Next(4), random.Next(4), random.Next(4));
                Border border = new(kinds[random.Next(kinds.Length)], random.Next(9));
                // A step that sees the other end of the image can only be the first.
                if (border.Kind == BorderKind.Wrap && steps.Count > 0) border = Border.Reflect;
                Weights step = new(kind, window, border, random.Next(1, 4), random.Next());
                if (step.Output.Height < 1 || step.Output.Width < 1) continue;
                steps.Add(step);
                kind = step.Output;
            }
            if (steps.Count == 0) continue;

            Image<float> expected = source;
            foreach (Weights step in steps) expected = step.Naive(expected);
            Image<float> result = Run(steps, source);
            Assert.Equal(expected.Kind, result.Kind);
            Assert.True(expected.Pixels.SequenceEqual(result.Pixels), $"trial {trial}: {source}, {string.Join("; ", steps.Select(step => $"{step.Window} {step.Border}, {step.RowsAtOnce} at once"))}");
        }
    }

    static unsafe Image<float> Run(IReadOnlyList<RowStage> steps, Image<float> source)
    {
        RowChain chain = new(steps);
        Image<float> result = (Image<float>)chain.Output.New();
        using MemoryHandle from = source.Memory.Pin(), to = result.Memory.Pin();
        chain.Run(new PixelRows((byte*)from.Pointer, source.Kind.RowBytes), new PixelRows((byte*)to.Pointer, result.Kind.RowBytes), RowRange.All(chain.Output));
        return result;
    }

    /// <summary>A weighted sum of whole numbers over the window, exact in floats, with other weights at every place.</summary>
    sealed unsafe class Weights(ImageKind input, RowWindow window, Border border, int rowsAtOnce, int seed) : RowStage(input, window, border)
    {
        public override int RowsAtOnce => rowsAtOnce;

        public override void Run(byte** rows, byte** results, int count, byte* state)
        {
            Assert.InRange(count, 1, rowsAtOnce);
            for (int r = 0; r < count; r++)
                for (int x = 0; x < Output.Width; x++)
                    for (int c = 0; c < Input.Channels; c++)
                    {
                        float sum = 0;
                        int left = Border.Kind == BorderKind.Valid ? 0 : -Window.Left;
                        for (int v = 0; v < Window.Rows; v++)
                            for (int u = 0; u < Window.Columns; u++) sum += Weight(v, u) * ((float*)rows[r + v])[(x + left + u) * Input.Channels + c];
                        ((float*)results[r])[x * Input.Channels + c] = sum % 64;
                    }
        }

        public Image<float> Naive(Image<float> image)
        {
            Image<float> result = new(Output.Height, Output.Width, Output.Channels);
            int top = Border.Kind == BorderKind.Valid ? 0 : -Window.Above, left = Border.Kind == BorderKind.Valid ? 0 : -Window.Left;
            for (int y = 0; y < result.Height; y++)
                for (int x = 0; x < result.Width; x++)
                    for (int c = 0; c < result.Channels; c++)
                    {
                        float sum = 0;
                        for (int v = 0; v < Window.Rows; v++)
                            for (int u = 0; u < Window.Columns; u++)
                            {
                                int sy = Border.Map(y + top + v, image.Height), sx = Border.Map(x + left + u, image.Width);
                                sum += Weight(v, u) * (sy < 0 || sx < 0 ? (float)Border.Value : image[sy, sx, c]);
                            }
                        result[y, x, c] = sum % 64;
                    }
            return result;
        }

        float Weight(int v, int u) => (HashCode(v, u) & 7) - 3;

        int HashCode(int v, int u) => (int)(((uint)seed + (uint)v * 2654435761u + (uint)u * 40503u) * 2246822519u >> 13);
    }
}
