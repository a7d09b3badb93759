namespace Fovea.Tensors.Tests.Operations;

/// <summary>Sets of displacements.</summary>
public class AdjacencyTests
{
    [Fact]
    public void DiskHoldsAllWithinTheRadius()
    {
        Assert.Equal([(0, 0)], Adjacency.Disk(0));
        Assert.Equal([(-1, 0), (0, -1), (0, 0), (0, 1), (1, 0)], Adjacency.Disk(1));
        Assert.Equal(Adjacency.Rectangle(3, 3), Adjacency.Disk(Math.Sqrt(2)));
        Assert.Equal(13, Adjacency.Disk(2).Count);
        Assert.Equal(21, Adjacency.Disk(Math.Sqrt(5)).Count);
        foreach (double radius in new[] { 0.5, 2.5, 3, 7.3, Math.Sqrt(13), 25 })
        {
            Adjacency disk = Adjacency.Disk(radius);
            for (int y = -30; y <= 30; y++)
                for (int x = -30; x <= 30; x++) Assert.Equal(Math.Sqrt(y * y + x * x) <= radius, disk.Contains((y, x)));
        }
    }

    [Fact]
    public void RectangleIsCentredAndReadInOrder()
    {
        Assert.Equal([(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 0), (0, 1)], Adjacency.Rectangle(3, 3).Where(d => d.Y <= 0));
        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], Adjacency.Rectangle(2, 2));
        Assert.Equal([(0, -1), (0, 0), (0, 1), (0, 2)], Adjacency.Rectangle(1, 4));
    }

    [Fact]
    public void EqualWhenTheSetsAre()
    {
        Adjacency a = Adjacency.Of((1, 2), (-1, 0), (1, 2), (0, 5)), b = Adjacency.Of([(0, 5), (1, 2), (-1, 0)]);
        Assert.True(a == b && a.Equals(b) && a.GetHashCode() == b.GetHashCode());
        Assert.Equal(3, a.Count);
        Assert.True(a != Adjacency.Of((1, 2), (-1, 0)));
        Assert.Equal((-1, 1, 0, 5), (a.Top, a.Bottom, a.Left, a.Right));
        Assert.Equal((3, 6), a.Window);
        Assert.Equal(Adjacency.Of((2, 6), (-2, 0), (0, 15)), a.Dilated(2, 3));
    }

    [Fact]
    public void WhatIsNoAdjacencyIsAnError()
    {
        Assert.Throws<ShapeException>(() => Adjacency.Of());
        Assert.Throws<ShapeException>(() => Adjacency.Rectangle(0, 3));
        Assert.Throws<ShapeException>(() => Adjacency.Rectangle(100_000, 100_000));
        Assert.Throws<ShapeException>(() => Adjacency.Disk(-0.1));
        Assert.Throws<ShapeException>(() => Adjacency.Disk(double.NaN));
        Assert.Throws<ShapeException>(() => Adjacency.Disk(double.PositiveInfinity));
        Assert.Throws<ShapeException>(() => Adjacency.Disk(1).Dilated(1, 0));
    }
}
