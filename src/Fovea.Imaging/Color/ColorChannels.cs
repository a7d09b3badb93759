namespace Fovea.Imaging;

/// <summary>What operations say about the channels of their images.</summary>
internal static class ColorChannels
{
    /// <summary>The hint for an image with alpha where none can be kept.</summary>
    public const string HowToDropAlpha = "drop alpha with ToRgb(), or lay the image over a background with Flatten()";

    /// <summary>Refuses images of more than 4 channels; <paramref name="operation"/> is what the message calls the caller.</summary>
    public static void Require(Image image, string operation)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels > 4)
            throw new FoveaException(
                $"{operation}: the image ({image}) has {image.Channels} channels; a picture has 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA)");
    }
}
