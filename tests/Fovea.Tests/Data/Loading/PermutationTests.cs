using Fovea.Data;

namespace Fovea.Tests.Data.Loading;

public class PermutationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Every_index_occurs_once(int count)
    {
        int[] order = new int[count];
        Array.Fill(order, -7);
        Permutation.Fill(order, seed: 1, epoch: 2, RandomPurpose.Shuffle);
        Assert.Equal(Enumerable.Range(0, count), order.Order());
    }

    [Fact]
    public void All_orders_of_four_are_equally_likely()
    {
        const int Draws = 24_000;
        var counts = new Dictionary<string, int>();
        int[] order = new int[4];
        for (int epoch = 0; epoch < Draws; epoch++)
        {
            Permutation.Fill(order, seed: 1, epoch, RandomPurpose.Shuffle);
            string key = string.Concat(order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, n => Assert.InRange(n, 850, 1150));
    }
}
