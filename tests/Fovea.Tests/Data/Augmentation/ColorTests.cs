using System.Text.Json;
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Tests.Data.Preparation;
using Fovea.Tests.Layers;

namespace Fovea.Tests.Data.Augmentation;

/// <summary>Changes of colour: against torchvision, and the principal components against numpy's.</summary>
public class ColorTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Cases = Expected.Cases("preparation.expected.json");

    [Theory]
    [InlineData("brightness")]
    [InlineData("contrast")]
    [InlineData("contrast up")]
    [InlineData("saturation")]
    [InlineData("saturation up")]
    [InlineData("hue")]
    [InlineData("hue down")]
    public void Jitter_changes_as_torchvision_does(string name)
    {
        float[] pixels = [.. TestPicture.Make(6, 5, 3).Pixels.ToArray().Select(b => b / 255f)];
        float amount = (float)Cases[name].GetProperty("amount").GetDouble();
        switch (name.Split(' ')[0])
        {
            case "brightness": ColorJitter.Brighten(pixels, amount); break;
            case "contrast": ColorJitter.Contrast(pixels, amount, 3); break;
            case "saturation": ColorJitter.Saturate(pixels, amount); break;
            default: ColorJitter.Turn(pixels, amount); break;
        }
        double[] expected = Expected.Numbers(Cases[name].GetProperty("values"));
        Assert.All(expected.Zip(pixels), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }

    [Fact]
    public void Jitter_draws_every_factor_from_its_range_and_in_every_order()
    {
        float[] grey = [.. Enumerable.Repeat(0.25f, 12)];
        float[] brightness = [.. Enumerable.Range(0, 500).Select(s => Apply(new ColorJitter(0.5f, 0, 0), grey, 2, 2, 3, s)[0] / 0.25f)];
        Assert.InRange(brightness.Min(), 0.5f, 0.52f);
        Assert.InRange(brightness.Max(), 1.48f, 1.5f);
        // A constant picture has no contrast and no saturation: only brightness changes it, whatever comes first.
        float[] all = Apply(new ColorJitter(0.5f, 0.5f, 0.5f, 0.5f), grey, 2, 2, 3, 7);
        Assert.All(all, v => Assert.Equal(all[0], v, 1e-4f));
    }

    [Fact]
    public void Colours_are_refused_where_there_are_none()
    {
        foreach (IAugmentation augmentation in new IAugmentation[] { new ColorJitter(), new ColorJitter(0, 0, 0, 0.1f), new RandomColorShift() })
        {
            Assert.Contains("needs the three channels of RGB", Assert.Throws<FoveaException>(() => augmentation.Require(28, 28, 1)).Message, StringComparison.Ordinal);
            augmentation.Require(28, 28, 3);
        }
        ((IAugmentation)new ColorJitter(0.4f, 0.4f, 0, 0)).Require(28, 28, 1);
        Assert.Contains("jitter", Assert.Throws<FoveaException>(() => new DataLoader(new Fovea.Data.Digits(10), 5, augmentations: [new ColorJitter()])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_colour_shift_is_one_for_the_picture_and_of_the_components_size()
    {
        float[] grey = [.. Enumerable.Repeat(0.5f, 300)];
        double[] squares = new double[3];
        const int Count = 4000;
        for (int sample = 0; sample < Count; sample++)
        {
            float[] changed = Apply(new RandomColorShift(0.1f), grey, 10, 10, 3, sample);
            for (int i = 3; i < changed.Length; i++) Assert.Equal(changed[i % 3], changed[i]);
            for (int c = 0; c < 3; c++) squares[c] += (changed[c] - 0.5) * (changed[c] - 0.5) / Count;
        }
        // The variance of a channel: the squares of its parts of the components, each times 0.1.
        for (int c = 0; c < 3; c++)
            Assert.Equal(0.1 * Math.Sqrt(new RandomColorShift().Components.Sum(component => (double)component[c] * component[c])), Math.Sqrt(squares[c]), 3e-4);
    }

    [Fact]
    public void The_default_components_are_those_of_ImageNet()
    {
        IReadOnlyList<IReadOnlyList<float>> components = new RandomColorShift().Components;
        double[] lengths = [.. components.Select(c => Math.Sqrt(c.Sum(v => (double)v * v)))];
        Assert.Equal(0.2175, lengths[0], 1e-4);
        Assert.Equal(0.0188, lengths[1], 1e-4);
        Assert.Equal(0.0045, lengths[2], 1e-4);
        Assert.Equal(-0.5675 * 0.2175, components[0][0], 1e-6);
    }

    [Fact]
    public void Components_are_measured()
    {
        Image<byte> picture = TestPicture.Make(40, 50, 3);
        MemoryDataSet data = new("picture", 40, 50, 3, picture.Pixels.ToArray(), [0], ["a"], [0, 0, 0], [1, 1, 1]);
        // numpy.linalg.eigh(numpy.cov(pixels / 255, bias=True)) of the same picture, each vector times its value; the sign of a vector is free.
        double[][] expected = [[-0.056870, 0.065673, -0.026010], [-0.038371, -0.003795, 0.074315], [0.049427, 0.054002, 0.028278]];
        RandomColorShift measured = RandomColorShift.Of(data);
        double[] values = [.. measured.Components.Select(c => Math.Sqrt(c.Sum(v => (double)v * v)))];
        Assert.True(values[0] >= values[1] && values[1] >= values[2]);
        foreach ((double[] vector, IReadOnlyList<float> component) in expected.Zip(measured.Components))
        {
            double sign = Math.Sign(vector[0]) * Math.Sign(component[0]);
            for (int c = 0; c < 3; c++) Assert.Equal(vector[c], sign * component[c], 1e-5);
        }
        IAugmentation again = Augmentations.Parse(measured.ToString()).Single();
        Assert.Equal(measured.ToString(), again.ToString());
        Assert.Throws<FoveaException>(() => RandomColorShift.Of(new Fovea.Data.Digits(10)));
    }

    private static float[] Apply(ISampleAugmentation augmentation, float[] picture, int height, int width, int channels, int sample)
    {
        float[] target = new float[picture.Length];
        var random = new CounterRandom(11, 0, sample, RandomPurpose.Augmentation);
        augmentation.Apply(picture, target, height, width, channels, ref random);
        return target;
    }
}
