namespace Fovea.Imaging.Tests.Filters.Histograms;

public sealed unsafe class FourTablesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void MixesAsOneByOne(int step)
    {
        Random random = new(step);
        byte[][] tables = [.. Enumerable.Range(0, 4).Select(_ => Bytes(random, FourTables.Values))];
        uint* joined = stackalloc uint[FourTables.Values];
        FourTables.Join(tables[0], tables[1], tables[2], tables[3], joined);
        for (int width = 1; width < 60; width++)
        {
            byte[] row = Bytes(random, width * step), result = Bytes(random, width * step), before = [.. result];
            // Eighths, so that halves occur, which are rounded to even.
            float[] across = [.. Enumerable.Range(0, width).Select(x => width % 2 == 0 ? random.Next(9) / 8f : random.NextSingle())];
            float down = width % 2 == 0 ? 0.5f : random.NextSingle();
            int from = width / 3, to = width - width / 5;
            fixed (byte* source = row, target = result)
            fixed (float* share = across)
                FourTables.Mix(source, target, step, from, to, joined, share, down);
            for (int i = 0; i < result.Length; i++)
            {
                int x = i / step;
                if (x < from || x >= to || i % step != 0)
                {
                    Assert.Equal(before[i], result[i]);
                    continue;
                }
                float above = tables[0][row[i]] * (1 - across[x]) + tables[1][row[i]] * across[x], below = tables[2][row[i]] * (1 - across[x]) + tables[3][row[i]] * across[x];
                Assert.Equal((byte)MathF.Round(above * (1 - down) + below * down), result[i]);
            }
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
