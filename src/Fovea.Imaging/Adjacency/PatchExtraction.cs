using System.Buffers;
using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// Patches: the samples of the pixels that are adjacent to a pixel p, as the feature vector X(p) = (I(q1), I(q2), ...) of |A| times m numbers for m channels, in the order
/// of the relation's displacements, all channels of a pixel together (row A5 of the course).
/// </summary>
public static class PatchExtraction
{
    /// <summary>The patch at a pixel.</summary>
    /// <param name="image">The image.</param>
    /// <param name="adjacency">Which pixels belong to the patch.</param>
    /// <param name="y">The pixel's row.</param>
    /// <param name="x">The pixel's column.</param>
    /// <param name="border">What is seen beyond the edge; with <see cref="BorderKind.Valid"/> the whole patch must lie inside.</param>
    /// <returns><c>adjacency.Count * image.Channels</c> samples.</returns>
    /// <exception cref="FoveaException">There is no such pixel, or the patch reaches outside and nothing is to be seen there.</exception>
    public static T[] Patch<T>(this Image<T> image, Adjacency adjacency, int y, int x, Border border = default) where T : struct, INumber<T>
    {
        T[] patch = new T[adjacency.Count * image.Channels];
        image.Patch(adjacency, y, x, patch, border);
        return patch;
    }

    /// <summary>The patch at a pixel, written to memory of the caller's.</summary>
    /// <param name="image">The image.</param>
    /// <param name="adjacency">Which pixels belong to the patch.</param>
    /// <param name="y">The pixel's row.</param>
    /// <param name="x">The pixel's column.</param>
    /// <param name="patch">Receives <c>adjacency.Count * image.Channels</c> samples.</param>
    /// <param name="border">What is seen beyond the edge; with <see cref="BorderKind.Valid"/> the whole patch must lie inside.</param>
    /// <exception cref="FoveaException">As for the other form, or the memory is too short.</exception>
    public static void Patch<T>(this Image<T> image, Adjacency adjacency, int y, int x, Span<T> patch, Border border = default) where T : struct, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(adjacency);
        if ((uint)y >= (uint)image.Height || (uint)x >= (uint)image.Width) throw new FoveaException($"Patch: the pixel in row {y}, column {x} lies outside the image ({image})");
        if (patch.Length < adjacency.Count * image.Channels) throw new FoveaException($"Patch: {adjacency.Count * image.Channels} samples do not fit into {patch.Length}");
        T outside = T.CreateSaturating(T.Zero is float ? border.Value : Math.Round(border.Value));
        foreach (Displacement displacement in adjacency.Displacements)
        {
            int sy = border.Map(y + displacement.Dy, image.Height), sx = border.Map(x + displacement.Dx, image.Width);
            Span<T> to = patch[..image.Channels];
            if (sy >= 0 && sx >= 0) image.Row(sy).Slice(sx * image.Channels, image.Channels).CopyTo(to);
            else if (border.Kind == BorderKind.Constant) to.Fill(outside);
            else throw new FoveaException($"Patch: the patch at row {y}, column {x} reaches outside the image ({image}), and the border is 'valid'", "use another border");
            patch = patch[image.Channels..];
        }
    }

    /// <summary>The patches of all pixels: an image whose pixel p has the |A| times m samples of X(p) as its channels.</summary>
    /// <param name="image">The image.</param>
    /// <param name="adjacency">Which pixels belong to a patch.</param>
    /// <param name="border">What is seen beyond the edge; with <see cref="BorderKind.Valid"/> the result has only the pixels whose whole patch lies inside.</param>
    /// <exception cref="FoveaException">The result has more samples than an array can hold, or nothing is left of it.</exception>
    public static Image<T> Patches<T>(this Image<T> image, Adjacency adjacency, Border border = default) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(adjacency);
        if ((long)adjacency.Count * image.Channels * image.Width > Array.MaxLength / sizeof(float)) throw new FoveaException($"Patches: a row of {image.Width} patches of {adjacency.Count} pixels of {image.Channels} channels is too long");
        return (Image<T>)SlidingWindow.Run(image, new PatchStage<T>(image.Kind, adjacency, border));
    }
}
