namespace Fovea.Imaging;

/// <summary>
/// The weights of red, green and blue in grey, ITU-R BT.601's 0.299, 0.587 and 0.114, as integer samples are weighed: (R r + G g + B b + half) / 2^Bits, rounded down. Every set
/// has the sum 1, so equal R, G and B give that grey; two sets differ by rounding only, now and then by one level.
/// </summary>
public readonly record struct LumaWeights
{
    private LumaWeights(uint red, uint green, uint blue, int bits) => (Red, Green, Blue, Bits) = (red, green, blue, bits);

    /// <summary>OpenCV's for 8 and for 16 bits: 9798, 19235, 3735 of 2^15.</summary>
    public static LumaWeights OpenCv => new(9798, 19235, 3735, 15);

    /// <summary>Pillow's, and so torchvision's: 19595, 38470, 7471 of 2^16.</summary>
    public static LumaWeights Pillow => new(19595, 38470, 7471, 16);

    /// <summary>The weight of red.</summary>
    public uint Red { get; }

    /// <summary>The weight of green.</summary>
    public uint Green { get; }

    /// <summary>The weight of blue.</summary>
    public uint Blue { get; }

    /// <summary>The weights are parts of 2^Bits.</summary>
    public int Bits { get; }

    /// <summary>The grey of one pixel.</summary>
    internal uint Of(uint r, uint g, uint b) => (Red * r + Green * g + Blue * b + (1u << (Bits - 1))) >> Bits;
}
