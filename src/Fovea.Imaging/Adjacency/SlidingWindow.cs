using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// A sliding window with any operation over any adjacency relation (row B1 of the course). The operations that have a name are the filter <see cref="Window"/>;
/// many of those have faster filters of their own, which give the same.
/// </summary>
public static class SlidingWindow
{
    /// <summary>
    /// Applies an operation to the neighbours of every pixel, channel by channel, on all threads.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="adjacency">Which pixels are seen.</param>
    /// <param name="operation">Makes one value of the neighbours' samples, which it is given in their own units.</param>
    /// <param name="border">What is seen beyond the edge.</param>
    /// <param name="inside">Whether the operation is given only neighbours that lie inside the image and are numbers, whatever the border; the result is NaN where there is none.</param>
    /// <returns>The values as they are, not rounded, of the image's size (smaller where the border is <see cref="BorderKind.Valid"/>).</returns>
    /// <exception cref="FoveaException">The border is 'valid' and the window larger than the image.</exception>
    public static Image<float> Slide<T>(this Image<T> image, Adjacency adjacency, WindowFunction operation, Border border = default, bool inside = false) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(adjacency);
        ArgumentNullException.ThrowIfNull(operation);
        return (Image<float>)Run(image, inside ? InsideWindow.Steps<T, float>(image.Kind, adjacency, operation) : [new FunctionStage<T, float>(image.Kind, adjacency, border, operation)]);
    }

    internal static Image Run(Image image, params RowStage[] steps)
    {
        RowStage stage = steps[^1];
        if (stage.Output.Height < 1 || stage.Output.Width < 1)
            throw new FoveaException($"the window ({stage.Window.Rows} x {stage.Window.Columns}) is larger than the image ({image}), and with the border 'valid' nothing is left", "use a smaller window or another border");
        using StoredRows rows = new(image);
        return MadeRows.Chained(rows, [.. steps]).ToImage();
    }
}
