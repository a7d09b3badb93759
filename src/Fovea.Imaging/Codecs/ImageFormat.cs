namespace Fovea.Imaging;

/// <summary>The formats of image files, told apart by their content.</summary>
public enum ImageFormat
{
    /// <summary>Portable Network Graphics (ISO/IEC 15948): 8 and 16 bits, grey to RGBA, lossless.</summary>
    Png,

    /// <summary>JPEG (ITU T.81) with 8 bits, grey and RGB, lossy.</summary>
    Jpeg,

    /// <summary>Windows bitmap: 8 bits, grey to RGBA, not compressed or in runs.</summary>
    Bmp,

    /// <summary>The Netpbm formats P1 to P6 (PBM, PGM, PPM): 8 and 16 bits, grey and RGB, not compressed.</summary>
    Pnm,

    /// <summary>Portable float map (PFM): 32-bit float, grey and RGB, not compressed.</summary>
    Pfm,
}
