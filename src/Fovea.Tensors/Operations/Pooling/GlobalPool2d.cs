namespace Fovea.Tensors;

public partial class Tensor
{
    /// <summary>The mean of each channel over a whole image: (N, H, W, C) gives (N, 1, 1, C).</summary>
    /// <exception cref="ShapeException">This is no batch of images, or they have no pixels.</exception>
    public Tensor GlobalAvgPool2d()
    {
        CheckPixels("GlobalAvgPool2d");
        return Mean([1, 2], keepDims: true).Labelled("GlobalAvgPool2d");
    }

    /// <summary>The largest value of each channel in a whole image: (N, H, W, C) gives (N, 1, 1, C). The gradient goes to the first maximum in reading order.</summary>
    /// <exception cref="ShapeException">This is no batch of images, or they have no pixels.</exception>
    public Tensor GlobalMaxPool2d()
    {
        CheckPixels("GlobalMaxPool2d");
        // The first of the largest of every row, then of these: the same place as at once, and every pixel is visited once by all threads.
        return MaxPool2d((1, Shape[2])).MaxPool2d((Shape[1], 1)).Labelled("GlobalMaxPool2d");
    }

    void CheckPixels(string operation)
    {
        if (Shape.Rank != 4) throw new ShapeException(operation, $"the input needs four dimensions, it has {Shape.Rank}", [("input", Shape, "expected (N, H, W, C)")]);
        if (Shape[1] == 0 || Shape[2] == 0) throw new ShapeException(operation, "the images have no pixels", [("input", Shape, "(N, H, W, C)")]);
    }
}
