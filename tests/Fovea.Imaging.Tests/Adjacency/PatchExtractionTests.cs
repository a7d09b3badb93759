namespace Fovea.Imaging.Tests;

public sealed class PatchExtractionTests
{
    [Fact]
    public void APatchHasAllChannelsOfEachNeighbour()
    {
        Image<ushort> image = new(2, 3, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        Adjacency relation = Adjacency.Of(new(0, 0), new(1, 0), new(-1, -1));
        Assert.Equal([9, 10, 11, 12, 1, 2], image.Patch(relation, 1, 1));
        Assert.Equal([5, 6, 0, 0, 0, 0], image.Patch(relation, 0, 2, Border.Zero));
        Assert.Equal([5, 6, 70, 70, 70, 70], image.Patch(relation, 0, 2, Border.Constant(70.4)));
        Assert.Equal([5, 6, 5, 6, 3, 4], image.Patch(relation, 0, 2, Border.Replicate));
        Assert.Equal(0.25f, new Image<float>(1, 1, 1).Patch(Adjacency.Of(new Displacement(5, 0)), 0, 0, Border.Constant(0.25))[0]);
    }

    [Fact]
    public void AllPatchesAreThePatchesOfAllPixels()
    {
        Random random = new(3);
        for (int trial = 0; trial < 60; trial++)
        {
            Image<byte> image = RandomImages.Create<byte>(random.Next(1, 12), random.Next(1, 12), random.Next(1, 4), trial);
            Adjacency relation = SlidingWindowTests.RandomAdjacency(random);
            foreach (Border border in SlidingWindowTests.Borders)
            {
                int above = border.Kind == BorderKind.Valid ? relation.Window.Above : 0, left = border.Kind == BorderKind.Valid ? relation.Window.Left : 0;
                if (border.Kind == BorderKind.Valid && (relation.Height > image.Height || relation.Width > image.Width))
                {
                    Assert.Contains("larger than the image", Assert.Throws<FoveaException>(() => image.Patches(relation, border)).Message);
                    continue;
                }
                Image<byte> all = image.Patches(relation, border);
                Assert.Equal(relation.Count * image.Channels, all.Channels);
                for (int y = 0; y < all.Height; y++)
                    for (int x = 0; x < all.Width; x++) Assert.Equal(image.Patch(relation, y + above, x + left, border), all.Row(y).Slice(x * all.Channels, all.Channels).ToArray());
            }
        }
    }

    [Fact]
    public void WhatCannotBeSeenIsRefused()
    {
        Image<byte> image = new(2, 2, 1);
        Assert.Throws<FoveaException>(() => image.Patch(Adjacency.Radius(1), 2, 0));
        Assert.Throws<FoveaException>(() => image.Patch(Adjacency.Radius(1), 0, -1));
        Assert.Throws<FoveaException>(() => image.Patch(Adjacency.Radius(1), 0, 0, Border.Valid));
        Assert.Throws<FoveaException>(() => image.Patch(Adjacency.Radius(1), 0, 0, new byte[4], Border.Zero));
    }
}
