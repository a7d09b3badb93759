using Fovea.Imaging;

namespace Fovea.Cli.Pictures;

/// <summary>Pictures with alpha, for what knows none.</summary>
static class Transparency
{
    /// <summary>What was done, in words.</summary>
    public const string Remark = "transparency laid on white";

    /// <summary>The picture on a white ground, where it has alpha; else itself.</summary>
    public static Image OnWhite(Image image) => !image.HasAlpha ? image : image switch
    {
        Image<byte> bytes => bytes.Flatten(byte.MaxValue),
        Image<ushort> words => words.Flatten(ushort.MaxValue),
        _ => ((Image<float>)image).Flatten(1f),
    };
}
