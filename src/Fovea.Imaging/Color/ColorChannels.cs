namespace Fovea.Imaging;

/// <summary>The check that an operation's image is grey or RGB, with or without alpha.</summary>
internal static class ColorChannels
{
    /// <summary>Refuses images of more than 4 channels; <paramref name="operation"/> is what the message calls the caller.</summary>
    public static void Require(Image image, string operation)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels > 4)
            throw new FoveaException(
                $"{operation}: the image ({image}) has {image.Channels} channels; a picture has 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA)");
    }
}
