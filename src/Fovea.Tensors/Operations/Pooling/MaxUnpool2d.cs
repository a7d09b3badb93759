namespace Fovea.Tensors;

public partial class Tensor
{
    const long MostPlaces = 1 << 24;

    /// <summary>
    /// Where <see cref="MaxPool2d(Pair, Pair?, Padding, Pair?, bool)"/> finds its values: for every one row W + column of the first maximum in its image, as whole numbers. They have no gradient.
    /// </summary>
    /// <inheritdoc cref="MaxPool2d(Pair, Pair?, Padding, Pair?, bool)"/>
    /// <exception cref="ShapeException">As for the pooling, or an image has more than 2^24 pixels, up to which whole numbers are exact.</exception>
    public Tensor MaxPool2dPlaces(Pair window, Pair? stride = null, Padding padding = default, Pair? dilation = null, bool floor = false)
    {
        const string Name = "MaxPool2dPlaces";
        Neighbourhood neighbourhood = Neighbourhood.Of(new Window(window, stride ?? window, padding, dilation ?? 1).Resolved(Name, Shape, floor), Shape).NeverEmpty(Name, Shape);
        if ((long)Shape[1] * Shape[2] > MostPlaces) throw new ShapeException(Name, $"whole numbers are exact up to {MostPlaces}, the images have more pixels", [("input", Shape, "(N, H, W, C)")]);
        Tensor places = Arange(Shape[1] * Shape[2]).Reshape(1, Shape[1], Shape[2], 1).BroadcastTo(Shape);
        return Apply(new MaxPool2dSelectOp(neighbourhood), this, places).Labelled(Name);
    }

    /// <summary>
    /// The way back from <see cref="MaxPool2d(Pair, Pair?, Padding, Pair?, bool)"/>: images (N, height, width, C) that are 0 but where the maxima were (Zeiler and Fergus, arXiv:1311.2901).
    /// </summary>
    /// <param name="places">Where each element of this goes, row width + column, as <see cref="MaxPool2dPlaces"/> gives it; in the shape of this.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <exception cref="ShapeException">This is no batch of images, or there is not one place for each element.</exception>
    /// <exception cref="FoveaException">When it is computed: a place does not exist.</exception>
    public Tensor MaxUnpool2d(Tensor places, int height, int width)
    {
        const string Name = "MaxUnpool2d";
        if (Shape.Rank != 4 || places.Shape != Shape) throw new ShapeException(Name, "every element needs a place", [("input", Shape, "expected (N, H, W, C)"), ("places", places.Shape, "")]);
        if (height < 1 || width < 1 || (long)height * width > MostPlaces) throw new ShapeException(Name, $"the images would be {height}x{width}; there can be 1 to {MostPlaces} places", [("input", Shape, "(N, H, W, C)")]);
        Shape lines = [Shape[0], Shape[1] * Shape[2], Shape[3]];
        Tensor empty = Zeros([Shape[0], height * width, Shape[3]]);
        return empty.ScatterElements(places.Reshape(lines), Reshape(lines), axis: 1).Reshape([Shape[0], height, width, Shape[3]]).Labelled(Name);
    }
}
