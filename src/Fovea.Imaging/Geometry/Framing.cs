namespace Fovea.Imaging;

/// <summary>
/// What of a picture is looked at, and at what size: a region is cut out, resized, and a window cut out of that, perhaps mirrored. Preparation for a
/// network, random crops and the ten crops of an evaluation are framings.
/// </summary>
/// <param name="Source">The region of the picture.</param>
/// <param name="Height">Rows that the region is resized to.</param>
/// <param name="Width">Columns that the region is resized to.</param>
/// <param name="Window">The part of the resized region that is the result.</param>
/// <param name="IsMirrored">Whether left and right of the result are exchanged.</param>
public readonly record struct Framing(Region Source, int Height, int Width, Region Window, bool IsMirrored = false)
{
    /// <summary>
    /// The framed picture. Resizing is bilinear, with the triangle stretched where a side shrinks (antialiased), in 8 bits and in the same whole numbers
    /// as Pillow's <c>Image.resize</c>, which torchvision's transforms use: first along the rows, rounded, then along the columns, rounded. So what is
    /// prepared here equals what torchvision prepares, bit for bit. Only what the window shows is computed.
    /// </summary>
    /// <param name="image">The picture; every channel is treated alike.</param>
    /// <param name="target">Receives the window's rows x columns x channels.</param>
    /// <exception cref="FoveaException">The region is not inside the picture, or the window not inside the resized region, or one of them is empty.</exception>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    public void Apply(Image<byte> image, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(image);
        Require(Source, image.Height, image.Width, $"the picture ({image})");
        Require(Window, Height, Width, $"the resized region ({Height} x {Width})");
        if (target.Length != (long)Window.Height * Window.Width * image.Channels)
            throw new ArgumentException($"Framing: {Window.Height} x {Window.Width} x {image.Channels} pixels do not fit {target.Length} places", nameof(target));
        EightBitResampling.Apply(image, this, target);
    }

    /// <summary>The framed picture as a new image, see <see cref="Apply(Image{byte}, Span{byte})"/>.</summary>
    /// <exception cref="FoveaException">The region is not inside the picture, or the window not inside the resized region, or one of them is empty.</exception>
    public Image<byte> Apply(Image<byte> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Require(Window, Height, Width, $"the resized region ({Height} x {Width})");
        Image<byte> result = Image<byte>.Uninitialized(Window.Height, Window.Width, image.Channels);
        Apply(image, result.Pixels);
        return result;
    }

    private static void Require(Region region, int height, int width, string what)
    {
        if (region.Height < 1 || region.Width < 1 || region.Top < 0 || region.Left < 0 || region.Bottom > height || region.Right > width)
            throw new FoveaException($"Framing: rows {region.Top} to {region.Bottom} and columns {region.Left} to {region.Right} (ends excluded) do not lie inside {what}");
    }
}
