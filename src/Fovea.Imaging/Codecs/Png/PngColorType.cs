namespace Fovea.Imaging;

/// <summary>The colour types of PNG; the numbers are those in the file.</summary>
internal enum PngColorType
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}
