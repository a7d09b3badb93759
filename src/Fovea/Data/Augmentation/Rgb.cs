namespace Fovea.Data;

/// <summary>What changes of colour have in common: they need the three channels of RGB.</summary>
internal static class Rgb
{
    /// <summary>The luma of Rec. 601, as torchvision rounds its weights.</summary>
    public static float Gray(float red, float green, float blue) => 0.2989f * red + 0.587f * green + 0.114f * blue;

    /// <summary>Throws for samples that are not RGB.</summary>
    public static void Require(string augmentation, int channels, string? hint = null)
    {
        if (channels != 3)
            throw new FoveaException($"augmentation {augmentation}: changes colours, and so needs the three channels of RGB; the samples have {channels}",
                hint ?? "leave it out");
    }
}
