namespace Fovea.Compute.Tests;

public unsafe class PoolingTests
{
    public static IEnumerable<object[]> Geometries()
    {
        foreach (int channels in new[] { 1, 2, 3, 6, 8, 16, 17, 31, 33, 64 })
        {
            yield return [$"2x2 stride 2, {channels} channels", Square(2, 8, 10, channels, 2, 2)];
            yield return [$"2x2 stride 2, odd, {channels} channels", Square(2, 9, 11, channels, 2, 2)];
            yield return [$"3x3 stride 2 pad 1, {channels} channels", Square(1, 9, 8, channels, 3, 2, pad: 1)];
            yield return [$"3x3 stride 1, {channels} channels", Square(1, 6, 7, channels, 3, 1)];
        }
        yield return ["LeNet 1", Square(5, 28, 28, 6, 2, 2)];
        yield return ["LeNet 2", Square(5, 10, 10, 16, 2, 2)];
        yield return ["global", Square(2, 7, 7, 40, 7, 7)];
        yield return ["cross, any order", new PoolGeometry(2, 7, 8, 5, 7, 8, 1, 1, 0, 0, [0, 1, 0, -1, 0], [1, 0, -1, 0, 0])];
        yield return ["ring without centre", new PoolGeometry(1, 5, 5, 3, 5, 5, 1, 1, 1, 1, [0, 0, 0, 1, 1, 2, 2, 2], [0, 1, 2, 0, 2, 0, 1, 2])];
        yield return ["windows outside", new PoolGeometry(1, 4, 4, 3, 6, 6, 2, 2, 3, 3, [0, 0, 1, 1], [0, 1, 0, 1])];
        yield return ["no output", new PoolGeometry(1, 4, 4, 3, 0, 0, 2, 2, 0, 0, [0], [0])];
        yield return ["no image", new PoolGeometry(0, 4, 4, 3, 2, 2, 2, 2, 0, 0, [0], [0])];
        yield return ["no window", new PoolGeometry(1, 4, 4, 3, 2, 2, 2, 2, 0, 0, [], [])];
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void EqualTheDefinition(string name, PoolGeometry g)
    {
        long inSize = (long)g.Batch * g.InHeight * g.InWidth * g.Channels, outSize = (long)g.Batch * g.OutHeight * g.OutWidth * g.Channels;
        Floats v = Floats.Random(inSize, 2), dy = Floats.Random(outSize, 3);
        foreach (Floats x in new[] { Floats.Random(inSize, 1), Floats.Whole(inSize, 1, range: 1), WithNaN(inSize) })
        {
            Floats max = new(outSize), selected = new(outSize), maxGradient = new(inSize);
            double[] gradient = new double[inSize], gradientSize = new double[inSize];
            Pooling.Max(g, x.Pointer, max.Pointer);
            Pooling.MaxSelect(g, x.Pointer, v.Pointer, selected.Pointer);
            Pooling.MaxGradient(g, x.Pointer, dy.Pointer, maxGradient.Pointer);
            ForEachWindow(g, (at, inside) =>
            {
                long first = -1;
                foreach (long i in inside)
                    if (first < 0 || (!float.IsNaN(x[first]) && (x[i] > x[first] || float.IsNaN(x[i])))) first = i;
                Assert.Equal(first < 0 ? float.NegativeInfinity : x[first], max[at]);
                Assert.Equal(first < 0 ? 0 : v[first], selected[at]);
                if (first >= 0) (gradient[first], gradientSize[first]) = (gradient[first] + dy[at], gradientSize[first] + Math.Abs(dy[at]));
            });
            max.CheckFences();
            selected.CheckFences();
            maxGradient.CheckClose(gradient, gradientSize, 1e-6, name);
        }
        foreach (AverageDivisor divisor in Enum.GetValues<AverageDivisor>())
        {
            Floats average = new(outSize), averageGradient = new(inSize);
            double[] sums = new double[outSize], sizes = new double[outSize], gradient = new double[inSize], gradientSize = new double[inSize];
            Pooling.Average(g, divisor, v.Pointer, average.Pointer);
            Pooling.AverageGradient(g, divisor, dy.Pointer, averageGradient.Pointer);
            ForEachWindow(g, (at, inside) =>
            {
                double scale = divisor switch { AverageDivisor.One => 1, AverageDivisor.Window => 1.0 / Math.Max(1, g.Window), _ => 1.0 / Math.Max(1, inside.Count) };
                foreach (long i in inside)
                {
                    sums[at] += v[i] * scale;
                    sizes[at] += Math.Abs(v[i] * scale);
                    gradient[i] += dy[at] * scale;
                    gradientSize[i] += Math.Abs(dy[at] * scale);
                }
            });
            average.CheckClose(sums, sizes, 1e-6, $"{name} {divisor}");
            averageGradient.CheckClose(gradient, gradientSize, 1e-6, $"{name} {divisor} gradient");
        }
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void SameBitsForAnyNumberOfThreadsAndNoAllocation(string name, PoolGeometry g)
    {
        long inSize = (long)g.Batch * g.InHeight * g.InWidth * g.Channels, outSize = (long)g.Batch * g.OutHeight * g.OutWidth * g.Channels;
        Floats x = Floats.Random(inSize, 1), dy = Floats.Random(outSize, 2), y = new(3 * outSize), dx = new(2 * inSize);
        void Run()
        {
            Pooling.Max(g, x.Pointer, y.Pointer);
            Pooling.MaxSelect(g, x.Pointer, x.Pointer, y.Pointer + outSize);
            Pooling.Average(g, AverageDivisor.Inside, x.Pointer, y.Pointer + 2 * outSize);
            Pooling.MaxGradient(g, x.Pointer, dy.Pointer, dx.Pointer);
            Pooling.AverageGradient(g, AverageDivisor.Inside, dy.Pointer, dx.Pointer + inSize);
        }
        Threads.CheckNoAllocation(Run, name);
        Threads.CheckSameBits(() => { y.Span.Clear(); dx.Span.Clear(); Run(); return [.. y.ToArray(), .. dx.ToArray()]; }, name);
    }

    private static PoolGeometry Square(int batch, int height, int width, int channels, int side, int stride, int pad = 0)
    {
        int[] oy = new int[side * side], ox = new int[side * side];
        for (int k = 0; k < side * side; k++) (oy[k], ox[k]) = (k / side, k % side);
        return new(batch, height, width, channels, (height + 2 * pad - side) / stride + 1, (width + 2 * pad - side) / stride + 1, stride, stride, pad, pad, oy, ox);
    }

    private static Floats WithNaN(long size)
    {
        Floats x = Floats.Whole(size, 7);
        for (long i = 0; i < size; i += 5) x[i] = float.NaN;
        for (long i = 3; i < size; i += 7) x[i] = float.NegativeInfinity;
        return x;
    }

    private static void ForEachWindow(PoolGeometry g, Action<long, List<long>> visit)
    {
        for (int n = 0; n < g.Batch; n++)
            for (int oy = 0; oy < g.OutHeight; oy++)
                for (int ox = 0; ox < g.OutWidth; ox++)
                    for (int c = 0; c < g.Channels; c++)
                    {
                        List<long> inside = [];
                        for (int k = 0; k < g.Window; k++)
                        {
                            int y = oy * g.StrideY - g.PadTop + g.OffsetsY[k], x = ox * g.StrideX - g.PadLeft + g.OffsetsX[k];
                            if (y >= 0 && y < g.InHeight && x >= 0 && x < g.InWidth) inside.Add((((long)n * g.InHeight + y) * g.InWidth + x) * g.Channels + c);
                        }
                        visit((((long)n * g.OutHeight + oy) * g.OutWidth + ox) * g.Channels + c, inside);
                    }
    }
}
