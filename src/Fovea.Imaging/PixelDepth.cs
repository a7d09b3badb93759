namespace Fovea.Imaging;

/// <summary>The type of one sample of an image, and with it the range that stands for black to white.</summary>
public enum PixelDepth
{
    /// <summary>8 bits without sign, 0 to 255 (<see cref="byte"/>).</summary>
    UInt8,

    /// <summary>16 bits without sign, 0 to 65535 (<see cref="ushort"/>).</summary>
    UInt16,

    /// <summary>32-bit floating point, nominally 0 to 1; values outside are allowed (<see cref="float"/>).</summary>
    Float32,
}
