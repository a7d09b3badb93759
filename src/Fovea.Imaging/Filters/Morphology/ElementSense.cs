namespace Fovea.Imaging;

/// <summary>How a structuring element that is not its own mirror image is laid on the image.</summary>
public enum ElementSense
{
    /// <summary>As it is written, for every operation: as OpenCV does.</summary>
    AsWritten,

    /// <summary>
    /// Turned by half a turn about its centre for dilations, as their definition has it (scikit-image, SciPy, Matlab): the maximum of f(x - b) over b. So openings and
    /// closings by any element are true ones. An erosion asked for by itself is turned too.
    /// </summary>
    Reflected,
}
