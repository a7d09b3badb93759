using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>
/// A random choice of what of a whole picture becomes the sample, and so the first of a list. Where samples are kept in their size, the sample is the
/// whole picture.
/// </summary>
public interface IFramingAugmentation : IAugmentation
{
    /// <summary>Chooses a part of a picture, of a window of the sample's size.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="toHeight">Rows of the sample.</param>
    /// <param name="toWidth">Columns of the sample.</param>
    /// <param name="random">The chance.</param>
    Framing Frame(int height, int width, int toHeight, int toWidth, ref CounterRandom random);
}
