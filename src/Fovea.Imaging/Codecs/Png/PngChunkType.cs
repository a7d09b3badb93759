namespace Fovea.Imaging;

/// <summary>The chunk types that decide what the pixels are; each is its four letters, big-endian.</summary>
internal static class PngChunkType
{
    public const uint Header = 0x49484452;       // IHDR
    public const uint Palette = 0x504C5445;      // PLTE
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Data = 0x49444154;         // IDAT
    public const uint End = 0x49454E44;          // IEND

    /// <summary>Whether the type consists of four ASCII letters.</summary>
    public static bool IsWellFormed(uint type)
    {
        for (int shift = 0; shift < 32; shift += 8)
            if (!char.IsAsciiLetter((char)((type >> shift) & 255))) return false;
        return true;
    }

    /// <summary>A critical chunk (first letter upper case) may not be skipped by a reader that does not know it.</summary>
    public static bool IsCritical(uint type) => (type & 0x20000000) == 0;

    /// <summary>The four letters, or the value in hexadecimal where they are none.</summary>
    public static string Name(uint type) => IsWellFormed(type)
        ? new string([(char)(type >> 24), (char)((type >> 16) & 255), (char)((type >> 8) & 255), (char)(type & 255)])
        : $"0x{type:X8}";
}
