namespace Fovea.Imaging.Tests.Color;

public sealed class ChannelOrderTests
{
    static readonly Image<byte> Rgba = RandomImages.Create<byte>(5, 7, 4, seed: 3);

    [Fact]
    public void PickedChannelsStandInTheirOrder()
    {
        Image<byte> picked = Rgba.PickChannels(2, 0, 2);
        Assert.Equal("5 x 7 x 3, UInt8", picked.ToString());
        for (int y = 0; y < 5; y++)
            for (int x = 0; x < 7; x++) Assert.Equal([Rgba[y, x, 2], Rgba[y, x, 0], Rgba[y, x, 2]], [picked[y, x, 0], picked[y, x, 1], picked[y, x, 2]]);
        Assert.Equal(Rgba.Pixels.ToArray(), Rgba.PickChannels(2, 1, 0, 3).PickChannels(2, 1, 0, 3).Pixels.ToArray());
    }

    [Fact]
    public void WhatIsTakenApartIsPutTogether() =>
        Assert.Equal(Rgba.Pixels.ToArray(), ChannelOrder.JoinChannels(Rgba.PickChannels(0), Rgba.PickChannels(1, 2), Rgba.PickChannels(3)).Pixels.ToArray());

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        Assert.Contains("no channel 4", Assert.Throws<FoveaException>(() => Rgba.PickChannels(0, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<FoveaException>(() => Rgba.PickChannels(-1));
        Assert.Throws<FoveaException>(() => Rgba.PickChannels());
        Assert.Throws<FoveaException>(() => ChannelOrder.JoinChannels<byte>());
        Assert.Contains("one size", Assert.Throws<FoveaException>(() => ChannelOrder.JoinChannels(Rgba, new Image<byte>(5, 8, 1))).Message, StringComparison.Ordinal);
    }
}
