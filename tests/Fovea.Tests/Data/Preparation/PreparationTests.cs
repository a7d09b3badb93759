using System.Security.Cryptography;
using System.Text.Json;
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Tensors;
using Fovea.Tests.Layers;
using Prepared = Fovea.Data.Preparation;

namespace Fovea.Tests.Data.Preparation;

/// <summary>The standard preparation, against torchvision's transforms on Pillow's pictures: bit for bit.</summary>
public class PreparationTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("preparation.expected.json");

    public static TheoryData<string> Pictures => [.. Cases.Keys.Where(name => name.StartsWith("prepare", StringComparison.Ordinal))];

    public static TheoryData<string> Crops => [.. Cases.Keys.Where(name => name.StartsWith("resized", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Centre_and_ten_crops_are_those_of_torchvision(string name)
    {
        JsonElement json = Cases[name];
        Image<byte> picture = TestPicture.Make(Int(json, "height"), Int(json, "width"), Int(json, "channels"));
        Prepared preparation = new(Int(json, "resize"), Int(json, "size"), picture.Channels);
        Equal(json.GetProperty("centre"), [preparation.Frame(picture.Height, picture.Width)], picture);
        Equal(json.GetProperty("ten"), preparation.TenCrops(picture.Height, picture.Width), picture);

        float[] values = new float[preparation.Length];
        preparation.Apply(picture, values);
        byte[] bytes = preparation.Frame(picture.Height, picture.Width).Apply(picture).Pixels.ToArray();
        Assert.Equal(bytes.Select(b => b / 255f), values);
        if (!json.TryGetProperty("first", out JsonElement first)) return;
        float[] normalized = preparation.ToTensor(picture).ToArray();
        Assert.All(Expected.Numbers(first).Zip(normalized), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [MemberData(nameof(Crops))]
    public void A_part_that_is_resized_does_not_see_what_lies_around_it(string name)
    {
        JsonElement json = Cases[name];
        int[] region = [.. json.GetProperty("region").EnumerateArray().Select(value => value.GetInt32())];
        int size = Int(json, "size");
        Framing framing = new(new Region(region[0], region[1], region[2], region[3]), size, size, new Region(0, 0, size, size));
        Equal(json.GetProperty("result"), [framing], TestPicture.Make(Int(json, "height"), Int(json, "width"), 3));
    }

    [Fact]
    public void The_standard_sizes_are_those_of_the_networks()
    {
        Assert.Equal((256, 224, 3), (Prepared.ImageNet.Resize, Prepared.ImageNet.Size, Prepared.ImageNet.Channels));
        Assert.Equal((256, 32, 28), (Prepared.For(224, 3).Resize, Prepared.For(32, 3).Resize, Prepared.For(28, 1).Resize));
        Assert.Equal((439, 40), (Prepared.For(384, 3).Resize, Prepared.For(32, 3, 40).Resize));
        Assert.Equal([0.449f], Prepared.For(28, 1).Mean.Select(m => MathF.Round(m, 3)));
        Assert.Equal("RGB, shorter side to 256 (bilinear, antialiased), centre 224x224, 0 to 1, minus 0.485 0.456 0.406, over 0.229 0.224 0.225", Prepared.ImageNet.ToString());
    }

    [Fact]
    public void Every_kind_of_picture_becomes_what_the_network_takes()
    {
        Prepared colour = new(2, 2, 3), grey = new(2, 2, 1);
        // Half-transparent black on white.
        Image<byte> clear = new(2, 2, 4, [.. Enumerable.Repeat<byte[]>([0, 0, 0, 128], 4).SelectMany(p => p)]);
        Assert.All(Values(colour, clear), v => Assert.Equal(127 / 255f, v));
        Assert.All(Values(grey, clear), v => Assert.Equal(127 / 255f, v));
        Image<ushort> deep = new(2, 2, 1, [0, 257, 65535, 32896]);
        Assert.Equal([0, 0, 0, 1 / 255f, 1 / 255f, 1 / 255f, 1, 1, 1, 128 / 255f, 128 / 255f, 128 / 255f], Values(colour, deep));
        Image<float> floats = new(2, 2, 3, [0, 0.5f, 1, -1, 2, float.NaN, 1, 0, 0, 0, 1, 0]);
        Assert.Equal([0, 128 / 255f, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0], Values(colour, floats));
        Assert.Equal(76 / 255f, Values(grey, floats)[2]);
        Assert.Throws<FoveaException>(() => colour.Convert(new Image<byte>(2, 2, 5)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5000)]
    [InlineData(3000, 2)]
    [InlineData(16, 16)]
    public void Pictures_of_every_size_are_prepared(int height, int width)
    {
        Prepared preparation = Prepared.For(16, 3, 20);
        Image<byte> picture = new(height, width, 3);
        picture.Pixels.Fill(77);
        float[] values = new float[preparation.Length];
        preparation.Apply(picture, values);
        Assert.All(values, v => Assert.Equal(77 / 255f, v));
        foreach (Framing crop in preparation.TenCrops(height, width)) Assert.All(crop.Apply(picture).Pixels.ToArray(), b => Assert.Equal(77, b));
    }

    [Fact]
    public void Wrong_numbers_are_told()
    {
        Assert.Contains("from which 224 is to be cut out", Assert.Throws<FoveaException>(() => new Prepared(200, 224)).Message, StringComparison.Ordinal);
        Assert.Contains("must be 1 to", Assert.Throws<FoveaException>(() => new Prepared(2, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("not 4 channels", Assert.Throws<FoveaException>(() => new Prepared(2, 2, 4)).Message, StringComparison.Ordinal);
        Assert.Contains("2 means", Assert.Throws<FoveaException>(() => new Prepared(2, 2, 3, [0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("greater than 0", Assert.Throws<FoveaException>(() => new Prepared(2, 2, 1, [0], [0])).Message, StringComparison.Ordinal);
    }

    private static float[] Values(Prepared preparation, Image image)
    {
        float[] values = new float[preparation.Length];
        preparation.Apply(image, values);
        return values;
    }

    private static void Equal(JsonElement expected, IReadOnlyList<Framing> framings, Image<byte> picture)
    {
        byte[] bytes = [.. framings.SelectMany(framing => framing.Apply(picture).Pixels.ToArray())];
        if (expected.TryGetProperty("bytes", out JsonElement packed)) Assert.Equal(packed.GetBytesFromBase64(), bytes);
        else Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
