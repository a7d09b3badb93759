using Fovea.Imaging;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Tensors;

namespace Fovea.Tests.Insight;

public class FilterPictureTests
{
    [Fact]
    public void ZeroIsMidGreyAndTheEndsAreTheLargestWeight()
    {
        Tensor kernels = Tensor.From([-2f, 0, 1, 2, float.NaN, float.PositiveInfinity], [1, 2, 3, 1]);
        Image<byte> picture = FilterPicture.Create(kernels, zoom: 1);
        Assert.Equal([0, 128, 191, 255, 128, 255], picture.Pixels.ToArray());
        Assert.Equal(2, FilterPicture.Largest(kernels));
    }

    [Fact]
    public void OneScaleCanServeSeveralPictures()
    {
        Image<byte> picture = FilterPicture.Create(Tensor.From([-2f, 2], [1, 1, 2, 1]), largest: 4, zoom: 1);
        Assert.Equal([64, 191], picture.Pixels.ToArray());
    }

    [Fact]
    public void AllZerosAreGrey() => Assert.All(FilterPicture.Create(Tensor.From(new float[4], [1, 2, 2, 1])).Pixels.ToArray(), level => Assert.Equal(128, level));

    [Fact]
    public void ThreeChannelsAreColours()
    {
        // Kernels of one pixel: red, then its opposite.
        Image<byte> picture = FilterPicture.Create(Tensor.From([1f, 0, 0, -1, 0, 0], [2, 1, 1, 3]), zoom: 1, gap: 1, background: 7);
        Assert.Equal((1, 3, 3), (picture.Height, picture.Width, picture.Channels));
        Assert.Equal([255, 128, 128, 7, 7, 7, 0, 128, 128], picture.Pixels.ToArray());
    }

    [Fact]
    public void OtherChannelsAreARowForEachKernel()
    {
        Image<byte> picture = FilterPicture.Create(Tensor.From([1f, -1, 0, 1], [2, 1, 1, 2]), zoom: 1, gap: 0);
        Assert.Equal((2, 2, 1), (picture.Height, picture.Width, picture.Channels));
        Assert.Equal([255, 0, 128, 255], picture.Pixels.ToArray());
    }

    [Fact]
    public void ZoomRepeatsPixels()
    {
        Image<byte> picture = FilterPicture.Create(Tensor.From([1f, -1], [1, 1, 2, 1]), zoom: 2);
        Assert.Equal([255, 255, 0, 0, 255, 255, 0, 0], picture.Pixels.ToArray());
    }

    public static TheoryData<string, string> FirstLayers => new()
    {
        { "linear", "(10, 28, 28, 1)" }, { "two_layer", "(100, 28, 28, 1)" }, { "simplest_cnn", "(1, 3, 3, 1)" },
        { "lenet5", "(6, 5, 5, 1)" }, { "lenet5_tanh", "(6, 5, 5, 1)" }, { "lenet5_1998", "(6, 5, 5, 1)" },
    };

    [Theory]
    [MemberData(nameof(FirstLayers))]
    public void TheFirstLayerOfAModelIsFound(string model, string shape)
    {
        Module made = ModelRegistry.Get(model).Create(seed: 3);
        Tensor kernels = FilterPicture.FirstLayer(made, [28, 28, 1])!;
        Assert.Equal(shape, kernels.Shape.ToString());
        Assert.Equal(made.Variables()[0].ToArray(), kernels.ToArray());
    }

    [Fact]
    public void EveryRegisteredModelHasAPicture() =>
        Assert.All(ModelRegistry.All, entry => FilterPicture.Create(FilterPicture.FirstLayer(entry.Create(), entry.Input)!));

    [Fact]
    public void ALinearTemplateHasThePixelsOfTheImageInTheirPlaces()
    {
        Linear linear = new(2 * 3 * 3, 1);
        float[] weight = new float[18];
        weight[(1 * 3 + 2) * 3 + 1] = 1; // row 1, column 2, green
        linear.Weight.Write(weight);
        Image<byte> picture = FilterPicture.Create(FilterPicture.FirstLayer(linear, [2, 3, 3])!, zoom: 1);
        Assert.Equal((2, 3, 3), (picture.Height, picture.Width, picture.Channels));
        Assert.Equal(255, picture[1, 2, 1]);
        Assert.Equal(17, picture.Pixels.ToArray().Count(level => level == 128));
    }

    [Fact]
    public void ALayerThatDoesNotTakeTheImageHasNoPicture() => Assert.Null(FilterPicture.FirstLayer(new Linear(5, 2), [2, 3, 1]));

    [Fact]
    public void WhatIsNoBankIsRefused()
    {
        Assert.Throws<ShapeException>(() => FilterPicture.Create(Tensor.From([1f], [1, 1, 1])));
        Assert.Throws<FoveaException>(() => FilterPicture.Create(Tensor.From([1f], [1, 1, 1, 1]), count: 2));
        Assert.Throws<FoveaException>(() => FilterPicture.Create(Tensor.From([1f], [1, 1, 1, 1]), zoom: 0));
        Assert.Throws<FoveaException>(() => FilterPicture.Create(Tensor.From([1f], [1, 1, 1, 1]), largest: float.NaN));
    }
}
