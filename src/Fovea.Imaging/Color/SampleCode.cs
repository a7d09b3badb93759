namespace Fovea.Imaging;

/// <summary>How the values of a colour space's channel are held in samples: sample = value * Scale + Offset.</summary>
/// <param name="Scale">The factor.</param>
/// <param name="Offset">What is added.</param>
/// <param name="Period">The length of a full turn in samples, for an angle: a sample that would be rounded to it becomes 0.</param>
internal readonly record struct SampleCode(float Scale, float Offset = 0, float Period = float.PositiveInfinity);

/// <summary>The channels of a colour space: how each is held in samples of each depth. Floats hold what the space's formulas give.</summary>
/// <param name="Name">The space's name, for messages.</param>
/// <param name="Bytes">In bytes.</param>
/// <param name="Words">In 16 bits.</param>
/// <param name="Floats">In floats.</param>
internal sealed record ColorCode(string Name, SampleCode[] Bytes, SampleCode[] Words, SampleCode[] Floats)
{
    private static readonly SampleCode Plain = new(1), Byte = new(255), Word = new(65535);

    /// <summary>Red, green, blue, or anything else whose black to white is 0 to 1.</summary>
    public static ColorCode Unit(string name) => new(name, [Byte, Byte, Byte], [Word, Word, Word], [Plain, Plain, Plain]);

    /// <summary>As JPEG (JFIF 1.02) has them: chrominances -0.5 to 0.5 around 128, 32768 or 0.5.</summary>
    public static ColorCode YCbCr { get; } = new("YCbCr", [Byte, new(255, 128), new(255, 128)], [Word, new(65535, 32768), new(65535, 32768)], [Plain, new(1, 0.5f), new(1, 0.5f)]);

    /// <summary>A whole turn of hue is the whole range.</summary>
    public static ColorCode HsvTurn { get; } = Unit("HSV");

    /// <summary>Hue in degrees, in half degrees in a byte.</summary>
    public static ColorCode HsvDegrees { get; } = new("HSV", [new(180, 0, 180), Byte, Byte], [new(360, 0, 360), Word, Word], [new(360), Plain, Plain]);

    /// <summary>L 0 to 100 over the whole range, a and b around 128, in 16 bits 257 times that.</summary>
    public static ColorCode Lab { get; } = new("Lab", [new(2.55f), new(1, 128), new(1, 128)], [new(655.35f), new(257, 32896), new(257, 32896)], [Plain, Plain, Plain]);

    /// <summary>The codes for a depth.</summary>
    public SampleCode[] Of(PixelDepth depth) => depth switch { PixelDepth.UInt8 => Bytes, PixelDepth.UInt16 => Words, _ => Floats };
}
