namespace Fovea.Tensors.Tests.Backends;

/// <summary>Places of blocks in an arena, against the definition: the lowest place that is free as long as the block lives.</summary>
public class ArenaLayoutTests
{
    [Theory]
    [InlineData(1, 300, 20)]
    [InlineData(2, 300, 400)]
    [InlineData(3, 1000, 5)]
    [InlineData(4, 1000, 2000)]
    public void EveryBlockLiesAtTheLowestFreePlace(int seed, int count, int steps)
    {
        Random random = new(seed);
        ArenaLayout layout = new();
        List<(int Start, int End, long Place, long Bytes)> placed = [];
        for (int i = 0; i < count; i++)
        {
            int start = random.Next(steps), end = Math.Min(steps - 1, start + random.Next(1 + steps / (1 + random.Next(20))));
            long bytes = random.Next(10) * 64, place = layout.Place(start, end, bytes);
            List<(int Start, int End, long Place, long Bytes)> alive = placed.FindAll(other => other.Start <= end && start <= other.End);
            bool IsFree(long at) => alive.TrueForAll(other => other.Place + other.Bytes <= at || at + bytes <= other.Place);
            Assert.Equal(alive.Select(other => other.Place + other.Bytes).Append(0).Where(IsFree).Min(), place);
            placed.Add((start, end, place, bytes));
            Assert.Equal(placed.Max(block => block.Place + block.Bytes), layout.Bytes);
        }
    }

    [Fact]
    public void AnArenaMayBeLargerThanAnyArray()
    {
        ArenaLayout layout = new();
        Assert.Equal(0, layout.Place(0, 9, 3L << 30));
        Assert.Equal(3L << 30, layout.Place(5, 9, 3L << 30));
        Assert.Equal(0, layout.Place(10, 12, 5L << 30));
        Assert.Equal(6L << 30, layout.Bytes);
    }
}
